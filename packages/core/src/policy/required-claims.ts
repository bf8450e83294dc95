import type { AccessToken } from "../access-token.js";
import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/** The names of claims; of a list among them one is enough. */
export type RequiredClaims = readonly (string | readonly string[])[];

/** The claims that a token must have, by who asks for them. */
export interface ClaimDemands {
  /** The settings. */
  readonly requiredClaims: RequiredClaims;
  /** RFC 9068 §2.2. */
  readonly profileClaims: readonly string[];
}

/**
 * Every claim that the issuer's policy asks for is there, and one of each group; `null` and the empty string count as absent.
 *
 * Denies with `missing_claim`.
 *
 * @see RFC 9068 §2.2
 */
export function checkRequiredClaims(
  { claims }: AccessToken,
  { requiredClaims, profileClaims }: ClaimDemands,
): Pass | Denied {
  if (requiredClaims.length === 0 && profileClaims.length === 0) return PASS;
  const isAbsent = (name: string): boolean => {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    return value === undefined || value === null || value === "";
  };
  const ofProfile = profileClaims.filter(isAbsent);
  const own = requiredClaims.filter(
    (claim) => typeof claim === "string" && !profileClaims.includes(claim) && isAbsent(claim),
  );
  const groups = requiredClaims.flatMap((claim) => (typeof claim !== "string" && claim.every(isAbsent) ? [claim] : []));
  const missing = [
    ...(ofProfile.length === 0 ? [] : [`${ofProfile.join(", ")} absent, which ${PROFILE}`]),
    ...(own.length === 0 ? [] : [`${own.join(", ")} absent, which ${SETTINGS}`]),
    ...groups.map((names) => `none of ${names.join(", ")} is there, of which ${SETTINGS} one`),
  ];
  return missing.length === 0 ? PASS : deny("missing_claim", missing.join("; "));
}

const PROFILE = 'RFC 9068 §2.2 asks for (tokenKind "rfc9068")';
const SETTINGS = "requiredClaims of this issuer ask for";
