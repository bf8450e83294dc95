import { restoreAccessToken, type TokenFacts, type UntypedClaims } from "./access-token.js";
import type { DigestMemory } from "./internal/digest-memory.js";
import { type MaybePromise, whenThere } from "./internal/maybe-promise.js";
import { checkExpiry, findKey, type JwtBench, type Signature, type VerifiedJwt } from "./judge-jwt.js";
import type { KnownKey } from "./keys/known-key.js";
import type { Denied } from "./outcome.js";
import type { TrustedIssuer, VerifiedToken } from "./trusted-issuer.js";

/**
 * What is remembered of a JWT: who signed exactly this text, and what it says. That it is an access token goes with it, for
 * that is told by the text and by settings of its issuer that never change. Whether it is for us and for now does not.
 *
 * The token itself is not in it.
 */
export interface RememberedJwt {
  readonly facts: TokenFacts<UntypedClaims>;
  readonly notBefore: number | undefined;
  readonly issuer: TrustedIssuer;
  readonly signature: Signature;
}

/** The JWTs that a verifier remembers, by their digests. Belongs to one verifier: another may trust other issuers. */
export type SignatureMemory = DigestMemory<RememberedJwt>;

/** What there is to remember of a token that was verified. */
export function toRemembered({ token, notBefore, issuer, signature }: VerifiedJwt): RememberedJwt {
  // What is spread has every member but the token itself.
  return { facts: { ...token }, notBefore, issuer, signature: shareSignature(signature) };
}

/** One object for all tokens of a key: it is looked at on every request, and thousands would not stay near the processor. */
function shareSignature(signature: Signature): Signature {
  const { key, query } = signature;
  const shared = signatures.get(key);
  if (shared !== undefined && shared.query.alg === query.alg && shared.query.kid === query.kid) return shared;
  signatures.set(key, signature);
  return signature;
}

const signatures = new WeakMap<KnownKey, Signature>();

/**
 * Judges a remembered token as `verifyJwt` would judge it now. It takes the same way, and asks again what may have changed: the
 * clock, and whether the issuer still has the key.
 *
 * @returns The key that it would have to be now, if that is another one: nothing is known of the token then.
 * @throws UnavailableError - the keys could not be had.
 * @throws ExtensionError - the key source broke its contract.
 */
export function verifyRemembered(
  known: RememberedJwt,
  token: string,
  bench: JwtBench,
): MaybePromise<VerifiedToken | Denied | OtherKey> {
  const expiry = checkExpiry(known.facts.expiresAt, bench);
  if (expiry.kind === "denied") return expiry;
  const { signature, issuer } = known;
  const key = findKey(signature.query, issuer, { now: bench.now, expected: signature.key });
  return whenThere(key, (found) => confirm(known, found, token));
}

/** What the issuer has now in the place of the key that signed a token. */
export interface OtherKey {
  readonly kind: "other_key";
  readonly key: KnownKey;
}

function confirm(known: RememberedJwt, key: KnownKey | Denied, token: string): VerifiedToken | Denied | OtherKey {
  if ("reason" in key) return key;
  if (key !== known.signature.key) return { kind: "other_key", key };
  return {
    kind: "verified",
    token: restoreAccessToken(known.facts, token),
    notBefore: known.notBefore,
    issuer: known.issuer,
  };
}
