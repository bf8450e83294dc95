import type { SignatureKey } from "#signature";

/** A public key of an issuer that has been found fit to verify signatures. */
export interface VerificationKey {
  readonly kid: string | undefined;
  /** The key in the form the signature check takes. Rejects for an algorithm that does not fit the key. */
  forAlgorithm(alg: string): Promise<SignatureKey>;
}

/** Which key a token asks for; both values come from its unverified header. */
export interface KeyQuery {
  readonly alg: string;
  readonly kid?: string | undefined;
}

/**
 * Finds the key that verifies a signature, among the keys of one issuer only.
 *
 * Answers `undefined` when the source is healthy and has no such key (the token is denied with
 * `no_matching_key`). Rejects with an `UnavailableError` when it could not tell (503). Anything else it throws or
 * rejects with is a defect of the implementation. Answers directly, without a promise, when the key is at hand.
 */
export interface KeySource {
  find(query: KeyQuery, now: number): VerificationKey | undefined | Promise<VerificationKey | undefined>;
}
