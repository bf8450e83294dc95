import { type AccessToken, withClaims } from "./access-token.js";
import { checkConfirmation } from "./binding/confirmation.js";
import { type Accepted, type Denied, PASS, type Pass } from "./outcome.js";
import { applyClaimsSchema, runChecks } from "./policy/application-checks.js";
import { checkAudience } from "./policy/audience.js";
import { checkLifetime } from "./policy/lifetime.js";
import { checkRequiredClaims } from "./policy/required-claims.js";
import type { ResolvedOptions } from "./resolve-options.js";
import type { TrustedIssuer, VerifiedToken } from "./trusted-issuer.js";

/** Steps 8 and 9: the issuer's policy, then the application's, then the binding. */
export async function applyPolicy<Claims>(
  { token, notBefore, issuer }: VerifiedToken,
  options: ResolvedOptions<Claims>,
  now: number,
): Promise<Accepted<Claims> | Denied> {
  const { expiresAt, issuedAt } = token;
  const { clockToleranceSeconds } = options;
  const { maxLifetimeSeconds } = issuer;
  const answers: readonly (Pass | Denied)[] = [
    isAudienceKnown(token, issuer) ? checkAudience(token, issuer) : PASS,
    checkLifetime({ expiresAt, issuedAt, notBefore }, { clockToleranceSeconds, maxLifetimeSeconds }, now),
    checkRequiredClaims(token, issuer.requiredClaims),
  ];
  for (const answer of answers) if (answer.kind === "denied") return answer;
  const typed = await applySchema(token, options);
  if ("kind" in typed) return typed;
  const answer = await runChecks(typed, options.checks, { now });
  if (answer.kind === "denied") return answer;
  const binding = checkConfirmation(token);
  if (binding.kind === "denied") return binding;
  return { kind: "accepted", token: typed };
}

/** Of a JWT it always is: without `aud` it is for nobody. Of an opaque token, unless somebody has written down that it need not. */
function isAudienceKnown({ format, audience }: AccessToken, { introspection }: TrustedIssuer): boolean {
  return format === "jwt" || audience.length > 0 || introspection?.acceptMissingAudience !== true;
}

/** Without a schema `Claims` is what the issuer signed. */
async function applySchema<Claims>(
  token: AccessToken,
  { claimsSchema }: Pick<ResolvedOptions<Claims>, "claimsSchema">,
): Promise<AccessToken<Claims> | Denied> {
  if (claimsSchema === undefined) return token as AccessToken<Claims>;
  const result = await applyClaimsSchema(token.claims, claimsSchema);
  return result.kind === "denied" ? result : withClaims(token, result.claims);
}
