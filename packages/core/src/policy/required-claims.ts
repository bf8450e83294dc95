import type { AccessToken } from "../access-token.js";
import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/**
 * Every claim the issuer's policy asks for is there; `null` and the empty string count as absent.
 *
 * Denies with `missing_claim`.
 *
 * @see RFC 9068 §2.2
 */
export function checkRequiredClaims(token: AccessToken, requiredClaims: readonly string[]): Pass | Denied {
  const missing = requiredClaims.filter((name) => {
    const value = Object.hasOwn(token.claims, name) ? token.claims[name] : undefined;
    return value === undefined || value === null || value === "";
  });
  return missing.length === 0 ? PASS : deny("missing_claim", `${missing.join(", ")} absent`);
}
