import type { JsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import {
  askAbout,
  checkAnswerIssuer,
  checkAnswerKind,
  checkToldBinding,
  denyInactive,
  type OpaqueBench,
} from "../judge-opaque.js";
import { parseRegisteredClaims } from "../jwt/claims.js";
import { PASS } from "../outcome.js";
import { readAccessToken } from "../read-access-token.js";
import { routeOpaqueToken } from "../route-opaque-token.js";
import type { IntrospectingIssuer, TrustedIssuer, VerifiedToken } from "../trusted-issuer.js";
import type { StepList } from "./step-list.js";

/** What is known of an opaque token after its own steps. */
export interface ExplainedOpaque {
  /** What introspection said; `undefined` if it said nothing of an active token. */
  readonly claims: JsonObject | undefined;
  readonly issuer: TrustedIssuer | undefined;
  readonly token: VerifiedToken | undefined;
}

/** Steps 4 to 7 of a token that is no JWT, as `verifyOpaque` takes them, but on to the end. */
export async function explainOpaque(token: string, bench: OpaqueBench, steps: StepList): Promise<ExplainedOpaque> {
  const issuer = await findIssuer(token, bench, steps);
  if (issuer === undefined) return { claims: undefined, issuer, token: undefined };
  const response = await steps.attempt("introspection", () => askAbout(token, issuer, bench.now));
  if (response === undefined) return { claims: undefined, issuer, token: undefined };
  const answer = response.active ? PASS : denyInactive(issuer);
  steps.judge("introspection", { answer, passes: `${issuer.issuer} says, or has said lately, that it is active` });
  if (!response.active) return { claims: undefined, issuer, token: undefined };
  const { claims } = response;
  return { claims, issuer, token: explainAnswer(claims, { token, issuer }, steps) };
}

async function findIssuer(
  token: string,
  bench: OpaqueBench,
  steps: StepList,
): Promise<IntrospectingIssuer | undefined> {
  const found = await steps.attempt("issuer", () => routeOpaqueToken(token, bench));
  if (found === undefined) return undefined;
  if (found.kind === "denied") {
    steps.judge("issuer", { answer: found, passes: "" });
    return undefined;
  }
  const { issuer, introspection } = found.issuer;
  const prefix = introspection.prefixes.find((candidate) => token.startsWith(candidate));
  const why = prefix === undefined ? "no prefix of another issuer fits" : `it begins with ${quoteUntrusted(prefix)}`;
  steps.judge("issuer", { answer: PASS, passes: `${issuer} is asked about it: ${why}` });
  return found.issuer;
}

function explainAnswer(
  claims: JsonObject,
  { token, issuer }: { readonly token: string; readonly issuer: IntrospectingIssuer },
  steps: StepList,
): VerifiedToken | undefined {
  const names = claims["iss"] === undefined ? "names no issuer" : "names the issuer that was asked";
  steps.judge("answer", { answer: checkAnswerIssuer(claims, issuer), passes: `the answer ${names}` });
  const registered = parseRegisteredClaims(claims, issuer.clientClaims);
  steps.judge("claims", {
    answer: registered.kind === "denied" ? registered : PASS,
    passes: "the members of the answer have the types that their RFCs give them",
  });
  if (registered.kind === "denied") steps.skip("kind", "the claims failed");
  else {
    const answer = checkAnswerKind(claims, registered.audience, issuer);
    steps.judge("kind", {
      answer,
      passes: `nothing in the answer names another kind; tokenKind is "${issuer.introspection.tokenKind}"`,
    });
  }
  steps.judge("dpop", {
    answer: checkToldBinding(claims),
    passes: "it is not said to be bound to a key that is not named",
  });
  return registered.kind === "denied"
    ? undefined
    : readAccessToken(registered, { claims, format: "opaque", value: token }, issuer);
}
