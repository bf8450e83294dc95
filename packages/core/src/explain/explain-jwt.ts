import { describeForm } from "../internal/describe-form.js";
import type { JsonObject } from "../internal/json-object.js";
import { listed, quoteUntrusted } from "../internal/quote.js";
import {
  checkExpiry,
  checkSignature,
  denyIssuer,
  describeKid,
  EARLY_STEPS,
  type EarlyStep,
  findOtherKind,
  type JwtBench,
  toAudience,
  toKindEvidence,
} from "../judge-jwt.js";
import { parseRegisteredClaims } from "../jwt/claims.js";
import {
  checkIssuerClaim,
  checkJoseHeader,
  decodeContent,
  type JwtParts,
  parseUnverifiedJwt,
  type UnverifiedJwt,
} from "../jwt/unverified-jwt.js";
import { type Denied, PASS } from "../outcome.js";
import { readAccessToken } from "../read-access-token.js";
import type { TokenKindEvidence } from "../token-kind/rule.js";
import type { TrustedIssuer, VerifiedToken } from "../trusted-issuer.js";
import { describeExpiry } from "./describe-time.js";
import { describeShownKind, explainKind } from "./explain-kind.js";
import type { StepList } from "./step-list.js";

/** What is known of a JWT after its own steps. */
export interface ExplainedJwt {
  /** `undefined` if they cannot be read. */
  readonly claims: JsonObject | undefined;
  readonly issuer: TrustedIssuer | undefined;
  /** What to go on with, proven or not; `undefined` if there is no access token to be made of it. */
  readonly token: VerifiedToken | undefined;
}

/** Steps 5 to 7, as `verifyJwt` takes them, but on to the end. */
export async function explainJwt(parts: JwtParts, bench: JwtBench, steps: StepList): Promise<ExplainedJwt> {
  steps.judge("header", {
    answer: checkJoseHeader(parts.header),
    passes: "its parameters have the right types, and none demands an extension",
  });
  const content = decodeContent(parts);
  const answer = content.kind === "denied" ? content : PASS;
  const isRead = steps.judge("content", { answer, passes: "claims and signature are in the one canonical encoding" });
  if (content.kind === "denied" || !isRead) return { claims: undefined, issuer: undefined, token: undefined };

  const { claims } = content;
  const issuer = explainIssuer(claims, bench, steps);
  const jwt = parseUnverifiedJwt(parts);
  const subject = { jwt: jwt.kind === "denied" ? undefined : jwt, claims, issuer };
  explainEarlySteps(subject, bench, steps);
  await explainSignature(subject, bench, steps);
  return { claims, issuer, token: explainClaims(parts, subject, steps) };
}

/** `jwt` and `issuer` are `undefined` where what comes before has failed. */
interface Subject {
  readonly jwt: UnverifiedJwt | undefined;
  readonly claims: JsonObject;
  readonly issuer: TrustedIssuer | undefined;
}

function explainIssuer(claims: JsonObject, bench: JwtBench, steps: StepList): TrustedIssuer | undefined {
  const named = checkIssuerClaim(claims);
  const name = claims["iss"] as string;
  const issuer = named.kind === "denied" ? undefined : bench.issuers.get(name);
  const answer = named.kind === "denied" ? named : issuer === undefined ? denyIssuer(name, bench) : PASS;
  steps.judge("issuer", { answer, passes: `iss is ${quoteUntrusted(name)}, which is trusted` });
  return issuer;
}

function explainEarlySteps({ jwt, claims, issuer }: Subject, bench: JwtBench, steps: StepList): void {
  for (const { step, check } of EARLY_STEPS) {
    if (step === "expiry") {
      // Needs neither the header nor a policy.
      const { exp } = claims as { readonly exp?: unknown };
      const isNumber = typeof exp === "number";
      const says = isNumber ? describeExpiry(exp, bench.now) : `exp is ${describeForm(exp)}: see the step claims`;
      steps.judge(step, { answer: checkExpiry(exp, bench), passes: says, fails: says });
    } else if (jwt !== undefined && issuer !== undefined) {
      steps.judge(step, { answer: check(jwt, issuer, bench), passes: PASSES[step](jwt, issuer) });
    } else {
      steps.skip(step, jwt === undefined ? UNREADABLE : NO_POLICY);
    }
  }
}

const PASSES: Readonly<
  Record<Exclude<EarlyStep["step"], "expiry">, (jwt: UnverifiedJwt, issuer: TrustedIssuer) => string>
> = {
  token_format: (_, { tokenFormat }) => `JWTs of this issuer are taken (tokenFormat "${tokenFormat}")`,
  algorithm: ({ alg }, { algorithms }) => `alg is ${quoteUntrusted(alg)}; allowed are ${listed(algorithms)}`,
  type: ({ typ }) => `header typ is ${typ === undefined ? "absent" : quoteUntrusted(typ)}, which names no other kind`,
};

/** Asks for a key as `verifyJwt` does, also where an early step has failed that says nothing about the signature. */
async function explainSignature({ jwt, issuer }: Subject, bench: JwtBench, steps: StepList): Promise<void> {
  const isAsked = jwt !== undefined && issuer !== undefined && !steps.hasFailed("token_format", "algorithm");
  if (!isAsked) {
    steps.skip("signature", jwt === undefined ? UNREADABLE : issuer === undefined ? NO_KEYS : NO_KEY_ASKED);
    return steps.doubt();
  }
  const signature = await steps.attempt("signature", () => checkSignature(jwt, issuer, bench));
  const answer = signature?.kind === "signature" ? PASS : signature;
  const passes = `a key of ${issuer.issuer} made it: ${describeKid(jwt.kid)}`;
  const isGood = answer !== undefined && steps.judge("signature", { answer, passes });
  if (!isGood) steps.doubt();
}

function explainClaims(parts: JwtParts, { jwt, claims, issuer }: Subject, steps: StepList): VerifiedToken | undefined {
  const registered = parseRegisteredClaims(claims, issuer?.clientClaims);
  const { typ } = parts.header;
  const evident = { typ: typeof typ === "string" ? typ : undefined, claims };
  if (registered.kind === "denied") {
    explainUnusable(registered, { evident, jwt, issuer }, steps);
    return undefined;
  }
  const passes = "the registered claims have the types that their RFCs give them";
  steps.judge("claims", { answer: PASS, passes });
  if (issuer === undefined || jwt === undefined) {
    skipKind(jwt === undefined ? UNREADABLE : NO_POLICY, evident, steps);
  } else {
    explainKind(toKindEvidence(evident, registered.audience, issuer), issuer, steps);
  }
  if (issuer === undefined) return undefined;
  return readAccessToken(registered, { claims, format: "jwt", value: parts.token }, issuer);
}

/** As much of a token as shows its kind. */
type Evident = Pick<TokenKindEvidence, "typ" | "claims">;

/** Claims that no access token can be made of: what it is instead goes before what is wrong with them. */
function explainUnusable(
  denied: Denied,
  { evident, jwt, issuer }: Pick<Subject, "jwt" | "issuer"> & { readonly evident: Evident },
  steps: StepList,
): void {
  if (jwt !== undefined && issuer !== undefined && findOtherKind(evident, issuer) !== undefined) {
    steps.skip("claims", `${denied.detail}; but the step kind says that it is something else`);
    explainKind(toKindEvidence(evident, toAudience(evident.claims), issuer), issuer, steps);
    return;
  }
  steps.judge("claims", { answer: denied, passes: "" });
  skipKind(jwt === undefined ? UNREADABLE : issuer === undefined ? NO_POLICY : "the claims failed", evident, steps);
}

function skipKind(why: string, evident: Evident, steps: StepList): void {
  const shown = describeShownKind({ ...evident, audience: toAudience(evident.claims) });
  steps.skip("kind", `${why}; by itself it shows: ${shown}`);
}

const UNREADABLE = "the header or iss cannot be read";
const NO_POLICY = "nothing is configured for this issuer";
const NO_KEYS = "there are no keys of an issuer that is not trusted";
const NO_KEY_ASKED = "no key is asked for such a token";
