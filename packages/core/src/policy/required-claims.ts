import type { AccessToken } from "../access-token.js";
import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/** The names of claims; of a list among them one is enough. */
export type RequiredClaims = readonly (string | readonly string[])[];

/**
 * Every claim the issuer's policy asks for is there, and one of each group; `null` and the empty string count as absent.
 *
 * Denies with `missing_claim`.
 *
 * @see RFC 9068 §2.2
 */
export function checkRequiredClaims(token: AccessToken, requiredClaims: RequiredClaims): Pass | Denied {
  const isAbsent = (name: string): boolean => {
    const value = Object.hasOwn(token.claims, name) ? token.claims[name] : undefined;
    return value === undefined || value === null || value === "";
  };
  const missing = requiredClaims.filter((name) =>
    typeof name === "string" ? isAbsent(name) : name.every((choice) => isAbsent(choice)),
  );
  if (missing.length === 0) return PASS;
  const names = missing.map((name) => (typeof name === "string" ? name : `all of ${name.join(" and ")}`));
  return deny("missing_claim", `${names.join(", ")} absent`);
}
