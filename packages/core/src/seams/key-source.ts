/**
 * A public key of an issuer that has been found fit to verify signatures. Made by `createVerificationKey` and by nothing
 * else; it cannot be changed.
 */
export interface VerificationKey {
  /** The `kid` of its JWK (RFC 7517 §4.5). */
  readonly kid: string | undefined;
  /** What it can verify: key type and curve fit, and so does the `alg` of its JWK if it has one. Never empty. */
  readonly algorithms: readonly string[];
  /** Lets no object of another making pass for a key. */
  readonly [brand]: true;
}

/** Which key a token asks for. Both values come from its unverified header: a stranger may have written the `kid`. */
export interface KeyQuery {
  /** One of the `algorithms` of the issuer (RFC 7515 §4.1.1). */
  readonly alg: string;
  /** Any text of at least one character; `undefined` if the token names no key (RFC 7515 §4.1.4). */
  readonly kid?: string | undefined;
}

/**
 * Finds the key that verifies a signature, among the keys of one issuer only.
 *
 * It is asked for every token that is not refused before, at `now`, the time of the request (NumericDate seconds). After a
 * failure `health()` asks too: for the key that was found last, or for the `kid` `ostiary-health` if none has been. What
 * comes of that decides whether the health says `down`. It answers
 *
 * - the one key that bears exactly this `kid` and fits `alg`, always as the same object: what is known of a key is
 *   remembered by it. Without `kid` the only key that fits `alg`, or `undefined`; never one of several.
 * - `undefined` if the source is healthy and has no such key. The token is denied with `no_matching_key` (401), and so it
 *   is with a key whose `algorithms` lack `alg`.
 * - a rejection or throw of an `UnavailableError` if it could not tell. The request is answered 503.
 *
 * Whatever else it rejects with, throws or answers, keys of another making and `null` included, is a defect: an
 * `ExtensionError`, and nothing is accepted or denied.
 *
 * A key at hand is best answered directly, without a promise. An answer that is not there after `keys.coldWaitSeconds`
 * counts as an `UnavailableError`, and what comes of it later is dropped. Nothing is remembered for the source: a key that
 * it does not answer any more verifies nothing from that moment on. Since strangers choose the `kid`, what the source
 * remembers of names it does not know must be bounded.
 *
 * `keySourceContract` in `@ostiary/testing` holds an implementation to this.
 */
export interface KeySource {
  find(query: KeyQuery, now: number): VerificationKey | undefined | Promise<VerificationKey | undefined>;
}

declare const brand: unique symbol;
