import type { AccessToken } from "../access-token.js";
import { applySchema, POLICY_STEPS } from "../apply-policy.js";
import { checkConfirmation } from "../binding/confirmation.js";
import { listed } from "../internal/quote.js";
import { confirmActive } from "../judge-opaque.js";
import { PASS } from "../outcome.js";
import { runChecks } from "../policy/application-checks.js";
import { checkScopes } from "../policy/scope.js";
import type { Requirement } from "../requirement.js";
import { type Bench, isIntrospecting, type VerifiedToken } from "../trusted-issuer.js";
import { describePolicyStep } from "./describe-policy-step.js";
import type { StepList } from "./step-list.js";

/** What a token is explained by. */
export interface Inquiry<Claims> {
  readonly bench: Bench<Claims>;
  readonly requirement: Requirement;
}

/** Steps 8 to 11, as `applyPolicy` and the verifier take them, but on to the end. */
export async function explainPolicy<Claims>(
  verified: VerifiedToken,
  { bench, requirement }: Inquiry<Claims>,
  steps: StepList,
): Promise<void> {
  const { options, now } = bench;
  for (const { step, check } of POLICY_STEPS) {
    if (step === "lifetime" && steps.hasFailed("expiry")) {
      steps.skip(step, "exp is over, as the step expiry says");
      continue;
    }
    const answer = check(verified, options, now);
    const { says, isAsked, source } = describePolicyStep(step, verified, now);
    if (answer.kind === "denied" || isAsked) steps.judge(step, { answer, passes: says, source });
    else steps.skip(step, says);
  }
  await explainExtensions(verified.token, bench, steps);
  steps.judge("binding", {
    answer: checkConfirmation(verified.token),
    passes: "it has no cnf: whoever holds it may use it",
  });
  if (verified.token.format === "jwt") await explainConfirmation(verified, bench, steps);
  explainScopes(verified.token, { bench, requirement }, steps);
}

/** The application's own rules, which expect a token that has passed all of ours: they are asked about no other. */
async function explainExtensions<Claims>(token: AccessToken, bench: Bench<Claims>, steps: StepList): Promise<void> {
  const { claimsSchema, checks } = bench.options;
  const typed = steps.isClear ? await steps.attempt("schema", () => applySchema(token, bench.options)) : undefined;
  const isTyped = typed !== undefined && !("kind" in typed);
  if (claimsSchema === undefined) steps.skip("schema", "no claimsSchema is set");
  else if (typed !== undefined) {
    const answer = "kind" in typed ? typed : PASS;
    steps.judge("schema", { answer, passes: "the claims are what claimsSchema asks for" });
  } else if (steps.stop?.step !== "schema") steps.skip("schema", NOT_ASKED);

  if (checks.length === 0) return steps.skip("checks", "no checks are set");
  if (!isTyped) return steps.skip("checks", NOT_ASKED);
  const answer = await steps.attempt("checks", () => runChecks(typed, checks, { now: bench.now }));
  if (answer === undefined) return;
  const names = listed(checks.map(({ name }, index) => (name === "" ? `number ${index + 1}` : name)));
  steps.judge("checks", { answer, passes: `your checks have nothing against it: ${names}` });
}

/** With `introspect-all` a JWT is asked about too, if nothing else stands against it. */
async function explainConfirmation<Claims>(
  { token, issuer }: VerifiedToken,
  bench: Bench<Claims>,
  steps: StepList,
): Promise<void> {
  const { tokenFormat } = issuer;
  if (tokenFormat !== "introspect-all" || !isIntrospecting(issuer)) {
    return steps.skip("introspection", `JWTs of this issuer are not asked about (tokenFormat "${tokenFormat}")`);
  }
  if (!steps.isClear) return steps.skip("introspection", NOT_ASKED);
  const answer = await steps.attempt("introspection", async () => (await confirmActive(token, issuer, bench)) ?? PASS);
  if (answer === undefined) return;
  steps.judge("introspection", { answer, passes: `${issuer.issuer} says, or has said lately, that it is active` });
}

function explainScopes<Claims>(token: AccessToken, { bench, requirement }: Inquiry<Claims>, steps: StepList): void {
  const { scopes = [], anyScopes = [] } = requirement;
  const grants = `it grants ${token.scopes.size === 0 ? "no scope" : listed(token.scopes)}`;
  if (scopes.length + anyScopes.length === 0) return steps.skip("scopes", `none are asked for; ${grants}`);
  const asked = [
    ...(scopes.length > 0 ? [`all of ${listed(scopes)}`] : []),
    ...(anyScopes.length > 0 ? [`one of ${listed(anyScopes)}`] : []),
  ];
  const answer = checkScopes(token, requirement, bench.options.impliedScopes);
  steps.judge("scopes", { answer, passes: `${grants}; asked are ${asked.join(" and ")}` });
}

const NOT_ASKED = "asked only about a token that has passed everything before";
