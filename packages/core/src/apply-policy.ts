import { type AccessToken, withClaims } from "./access-token.js";
import { checkConfirmation } from "./binding/confirmation.js";
import type { MaybePromise } from "./internal/maybe-promise.js";
import { type Accepted, type Denied, PASS, type Pass } from "./outcome.js";
import { applyClaimsSchema, runChecks } from "./policy/application-checks.js";
import { checkAudience } from "./policy/audience.js";
import { checkClient } from "./policy/client.js";
import { checkLifetime } from "./policy/lifetime.js";
import { checkRejectedClaims } from "./policy/rejected-claims.js";
import { checkRequiredClaims, type ClaimDemands } from "./policy/required-claims.js";
import type { ResolvedOptions } from "./resolve-options.js";
import type { TrustedIssuer, VerifiedToken } from "./trusted-issuer.js";

/** Steps 8 and 9: the issuer's policy, then the application's, then the binding. */
export function applyPolicy<Claims>(
  verified: VerifiedToken,
  options: ResolvedOptions<Claims>,
  now: number,
): MaybePromise<Accepted<Claims> | Denied> {
  const { token } = verified;
  for (const { check } of POLICY_STEPS) {
    const answer = check(verified, options, now);
    if (answer.kind === "denied") return answer;
  }
  if (options.claimsSchema === undefined && options.checks.length === 0) {
    return acceptUnbound(token, token as AccessToken<Claims>);
  }
  return askApplication(token, options, now);
}

async function askApplication<Claims>(
  token: AccessToken,
  options: ResolvedOptions<Claims>,
  now: number,
): Promise<Accepted<Claims> | Denied> {
  const typed = await applySchema(token, options);
  if ("kind" in typed) return typed;
  const answer = await runChecks(typed, options.checks, { now });
  return answer.kind === "denied" ? answer : acceptUnbound(token, typed);
}

function acceptUnbound<Claims>(token: AccessToken, typed: AccessToken<Claims>): Accepted<Claims> | Denied {
  const binding = checkConfirmation(token);
  return binding.kind === "denied" ? binding : { kind: "accepted", token: typed };
}

/** One check of what an issuer's tokens are held to. */
export interface PolicyStep {
  readonly step: "audience" | "lifetime" | "required_claims" | "rejected_claims" | "clients";
  readonly check: (
    verified: VerifiedToken,
    options: Pick<ResolvedOptions<unknown>, "clockToleranceSeconds">,
    now: number,
  ) => Pass | Denied;
}

/** All of them, in this order. `explain()` walks them too, and goes on where this stops. */
export const POLICY_STEPS: readonly PolicyStep[] = [
  {
    step: "audience",
    check: ({ token, issuer }) => (isAudienceKnown(token, issuer) ? checkAudience(token, issuer) : PASS),
  },
  {
    step: "lifetime",
    check: ({ token: { expiresAt, issuedAt }, notBefore, issuer }, { clockToleranceSeconds }, now) => {
      const { maxLifetimeSeconds } = issuer;
      return checkLifetime({ expiresAt, issuedAt, notBefore }, { clockToleranceSeconds, maxLifetimeSeconds }, now);
    },
  },
  { step: "required_claims", check: (verified) => checkRequiredClaims(verified.token, toClaimDemands(verified)) },
  { step: "rejected_claims", check: ({ token, issuer }) => checkRejectedClaims(token, issuer.rejectedClaims) },
  { step: "clients", check: ({ token, issuer }) => checkClient(token, issuer) },
];

/** The claims that are asked of a token: JWTs and answers of introspection may have profiles of their own. */
export function toClaimDemands({ token, issuer }: Pick<VerifiedToken, "token" | "issuer">): ClaimDemands {
  const { profileClaims } = (token.format === "opaque" ? issuer.introspection : undefined) ?? issuer;
  return { requiredClaims: issuer.requiredClaims, profileClaims };
}

/** Of an opaque token it need not be, if that is written down for introspection alone; the issuer's own switch holds for both. */
function isAudienceKnown({ format, audience }: AccessToken, { introspection }: TrustedIssuer): boolean {
  return format === "jwt" || audience.length > 0 || introspection?.acceptMissingAudience !== true;
}

/** Without a schema `Claims` is what the issuer signed. */
export async function applySchema<Claims>(
  token: AccessToken,
  { claimsSchema }: Pick<ResolvedOptions<Claims>, "claimsSchema">,
): Promise<AccessToken<Claims> | Denied> {
  if (claimsSchema === undefined) return token as AccessToken<Claims>;
  const result = await applyClaimsSchema(token.claims, claimsSchema);
  return result.kind === "denied" ? result : withClaims(token, result.claims);
}
