import type { AccessToken, UntypedClaims } from "../access-token.js";
import { ExtensionError, UnavailableError } from "../errors.js";
import { quoteUntrusted } from "../internal/quote.js";
import { type CheckDenialReason, deny, type Denied, PASS, type Pass } from "../outcome.js";
import type { Check, CheckContext } from "../seams/check.js";
import type { StandardSchema, StandardSchemaIssue } from "../seams/standard-schema.js";

/**
 * Asks the application's checks one after the other; the first denial ends the walk.
 *
 * Denies with the reason the check gave.
 *
 * @throws ExtensionError - a check threw, or answered neither `PASS` nor what `deny()` makes.
 * @throws UnavailableError - a check threw one: it could not tell.
 */
export async function runChecks<Claims>(
  token: AccessToken<Claims>,
  checks: readonly Check<Claims>[],
  context: CheckContext,
): Promise<Pass | Denied> {
  for (const [index, check] of checks.entries()) {
    const name = check.name === "" ? `number ${index + 1}` : check.name;
    const answer: unknown = await guardHook(`The check ${name}`, () => check(token, context));
    if (answer === PASS) continue;
    if (isCheckDenial(answer)) return deny(answer.reason, answer.detail);
    throw new ExtensionError(`The check ${name} answered neither PASS nor a denial made by deny()`);
  }
  return PASS;
}

/**
 * Lets the application's schema judge and type the claims.
 *
 * Denies with `claims_rejected`; the detail holds the schema's own words, which may quote claims.
 *
 * @throws ExtensionError - the schema threw, or broke the Standard Schema interface.
 */
export async function applyClaimsSchema<Claims>(
  claims: UntypedClaims,
  schema: StandardSchema<Claims>,
): Promise<{ readonly kind: "parsed"; readonly claims: Claims } | Denied> {
  const result = await guardHook("The claims schema", () => schema["~standard"].validate(claims));
  if (typeof result !== "object" || result === null) {
    throw new ExtensionError("The claims schema answered no Standard Schema result");
  }
  if (result.issues === undefined) return { kind: "parsed", claims: result.value };
  return deny("claims_rejected", result.issues.map(describeIssue).join("; "));
}

/** Calls into the application; whatever it throws becomes one of our errors. */
async function guardHook<Answer>(hook: string, call: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof UnavailableError) throw cause;
    throw new ExtensionError(`${hook} threw`, { cause });
  }
}

function isCheckDenial(answer: unknown): answer is Denied<CheckDenialReason> {
  if (typeof answer !== "object" || answer === null) return false;
  const { kind, reason, detail } = answer as Partial<Denied>;
  return kind === "denied" && typeof detail === "string" && CHECK_REASONS.has(reason);
}

function describeIssue({ path = [], message }: StandardSchemaIssue): string {
  const keys = path.map((segment) => (typeof segment === "object" ? segment.key : segment));
  return `${quoteUntrusted(keys.map(String).join("."))}: ${quoteUntrusted(message)}`;
}

const CHECK_REASONS: ReadonlySet<unknown> = new Set<CheckDenialReason>([
  "check_denied",
  "claims_rejected",
  "missing_claim",
  "token_revoked",
]);
