import type { AccessToken } from "../access-token.js";
import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/**
 * No claim is there that the issuer's policy rejects, whatever its value: `null` and the empty string are there, too.
 *
 * Denies with `claims_rejected`.
 */
export function checkRejectedClaims(token: AccessToken, rejectedClaims: readonly string[]): Pass | Denied {
  if (rejectedClaims.length === 0) return PASS;
  const present = rejectedClaims.filter((name) => Object.hasOwn(token.claims, name));
  return present.length === 0
    ? PASS
    : deny("claims_rejected", `it has ${present.join(", ")}, which no token may have (rejectedClaims)`);
}
