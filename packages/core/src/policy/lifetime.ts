import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/** The instants of a token, NumericDate seconds. */
export interface Lifetime {
  readonly expiresAt: number;
  readonly notBefore: number | undefined;
  readonly issuedAt: number | undefined;
}

/** How instants are judged. */
export interface LifetimePolicy {
  readonly clockToleranceSeconds: number;
  readonly maxLifetimeSeconds: number | undefined;
}

/**
 * The token is valid at `now`: before `exp`, not before `nbf`, not issued in the future, and, where a limit is set, not
 * issued for too long.
 *
 * `iat` may be up to a minute ahead, or the clock tolerance if that is more.
 *
 * Denies with `token_expired`, `token_not_yet_valid`, `malformed_token` (`nbf` not before `exp`), `claims_rejected` (too long
 * a lifetime) or `missing_claim` (a limit is set and `iat` absent).
 *
 * @see RFC 7519 §4.1.4 to §4.1.6
 */
export function checkLifetime(lifetime: Lifetime, policy: LifetimePolicy, now: number): Pass | Denied {
  const { expiresAt, notBefore, issuedAt } = lifetime;
  const { clockToleranceSeconds: tolerance, maxLifetimeSeconds } = policy;
  if (isExpired(expiresAt, tolerance, now)) return deny("token_expired", `exp is ${expiresAt}, now is ${now}`);
  if (notBefore !== undefined && notBefore >= expiresAt) {
    return deny("malformed_token", `nbf is ${notBefore}, exp is ${expiresAt}`);
  }
  if (notBefore !== undefined && notBefore > now + tolerance) {
    return deny("token_not_yet_valid", `nbf is ${notBefore}, now is ${now}`);
  }
  if (issuedAt !== undefined && issuedAt > now + Math.max(tolerance, ISSUED_AHEAD_SECONDS)) {
    return deny("token_not_yet_valid", `iat is ${issuedAt}, now is ${now}`);
  }
  if (maxLifetimeSeconds === undefined) return PASS;
  if (issuedAt === undefined) return deny("missing_claim", "iat is absent, and maxLifetimeSeconds needs it");
  return expiresAt - issuedAt <= maxLifetimeSeconds
    ? PASS
    : deny("claims_rejected", `issued for ${expiresAt - issuedAt} seconds, at most ${maxLifetimeSeconds} are allowed`);
}

/** Whether the instant of `exp` has come: a token is not valid on it or after it (RFC 7519 §4.1.4). */
export function isExpired(expiresAt: number, clockToleranceSeconds: number, now: number): boolean {
  return now >= expiresAt + clockToleranceSeconds;
}

const ISSUED_AHEAD_SECONDS = 60;
