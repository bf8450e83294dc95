import { classifyToken, type TokenForm } from "../credentials/token-form.js";
import { quoteUntrusted, toOneLine } from "../internal/quote.js";
import { asPresented, checkEncryption, checkSize } from "../judge-token.js";
import { decryptToken } from "../jwt/decrypt-token.js";
import type { JwtParts } from "../jwt/unverified-jwt.js";
import { type Denied, PASS } from "../outcome.js";
import { createExplanation } from "./create-explanation.js";
import { explainJwt } from "./explain-jwt.js";
import { explainOpaque } from "./explain-opaque.js";
import { explainPolicy, type Inquiry } from "./explain-policy.js";
import type { Explanation, ShownMember, StepName } from "./explanation.js";
import { createTokenFilter } from "./hide-token.js";
import { showClaims, showHeader } from "./show-members.js";
import { StepList } from "./step-list.js";
import { JWT_PATH, OPAQUE_PATH } from "./step-sources.js";

/**
 * Walks all steps of a token as the verifier does, by the same checks in the same order, and does not stop where that does.
 *
 * @param token - A denial stands for something that is no token at all.
 * @throws Error - a defect of ours; neither a bad token nor an outage nor a broken hook.
 */
export async function explainToken<Claims>(token: string | Denied, inquiry: Inquiry<Claims>): Promise<Explanation> {
  const steps = new StepList();
  if (typeof token !== "string") {
    steps.judge("form", { answer: token, passes: "" });
    return conclude(steps, { path: OPAQUE_PATH, why: NOTHING, secrets: [] });
  }
  const { options } = inquiry.bench;
  const passes = `${token.length} bytes, at most ${options.maxTokenBytes} are read`;
  if (!steps.judge("size", { answer: checkSize(token, options), passes })) {
    return conclude(steps, { path: OPAQUE_PATH, why: "so long a token is not looked at", secrets: [] });
  }
  const form = classifyToken(token);
  steps.judge("form", { answer: PASS, passes: FORMS[form.form] });
  if (form.form === "opaque") return explainWhole(token, inquiry, steps);
  const parts = await openToken(form, inquiry, steps);
  if (parts === undefined) {
    const header = showHeader(form.header);
    return conclude(steps, { path: JWT_PATH, why: "what is in it cannot be read", header, secrets: [token] });
  }
  return explainSigned({ form, token, parts }, inquiry, steps);
}

async function explainWhole<Claims>(token: string, inquiry: Inquiry<Claims>, steps: StepList): Promise<Explanation> {
  const { claims, issuer, token: read } = await explainOpaque(token, inquiry.bench, steps);
  if (read !== undefined) await explainPolicy(read, inquiry, steps);
  const shown = claims === undefined ? [] : showClaims(claims, issuer);
  const why = claims === undefined ? NOTHING : "the claims failed";
  return conclude(steps, { path: OPAQUE_PATH, why, claims: shown, secrets: [token] });
}

/** The signed token: the token itself, or what is in it. `undefined` if it cannot be opened. */
async function openToken<Claims>(
  form: Exclude<TokenForm, { form: "opaque" }>,
  { bench }: Inquiry<Claims>,
  steps: StepList,
): Promise<JwtParts | undefined> {
  if (form.form === "jwt") {
    steps.skip("decryption", "it is not encrypted");
    return form;
  }
  const opened = await steps.attempt("decryption", () => decryptToken(form, bench.options.decryptionKeys));
  if (opened === undefined) return undefined;
  const { alg, enc } = form.header;
  const answer = "reason" in opened ? opened : PASS;
  const passes = `one of decryptionKeys opened it: alg ${quoteUntrusted(alg)}, enc ${quoteUntrusted(enc)}`;
  steps.judge("decryption", { answer, passes });
  return "reason" in opened ? undefined : opened;
}

interface OpenedToken {
  readonly form: TokenForm;
  /** As it was presented. */
  readonly token: string;
  /** As it was signed. */
  readonly parts: JwtParts;
}

async function explainSigned<Claims>(
  { form, token, parts }: OpenedToken,
  inquiry: Inquiry<Claims>,
  steps: StepList,
): Promise<Explanation> {
  const { claims, issuer, token: read } = await explainJwt(parts, inquiry.bench, steps);
  if (issuer !== undefined && (form.form === "encrypted" || issuer.requireEncryption)) {
    steps.judge("encryption", { answer: checkEncryption(form, issuer), passes: "it came encrypted" });
  } else if (issuer !== undefined) {
    steps.skip("encryption", "it need not be encrypted (requireEncryption)");
  }
  if (read !== undefined) {
    await explainPolicy(form.form === "encrypted" ? asPresented(read, token) : read, inquiry, steps);
  }
  const unread = claims === undefined ? "the claims cannot be read" : "the claims failed";
  return conclude(steps, {
    path: JWT_PATH,
    why: claims !== undefined && issuer === undefined ? "nothing is configured for this issuer" : unread,
    header: showHeader(parts.header),
    claims: claims === undefined ? [] : showClaims(claims, issuer),
    secrets: [token, parts.token],
  });
}

interface Conclusion {
  readonly path: readonly StepName[];
  /** Why the rest of the path was not judged. */
  readonly why: string;
  readonly header?: readonly ShownMember[];
  readonly claims?: readonly ShownMember[];
  /** What must not be seen. */
  readonly secrets: readonly string[];
}

function conclude(steps: StepList, { path, why, header = [], claims = [], secrets }: Conclusion): Explanation {
  const filters = secrets.map(createTokenFilter);
  const hide = (text: string): string => filters.reduce((shown, filter) => filter(shown), text);
  const hideIn = (members: readonly ShownMember[]): ShownMember[] =>
    members.map(({ name, shows }) => ({ name: hide(name), shows: hide(shows) }));
  const { stop, tokenKind } = steps;
  return createExplanation({
    outcome: stop === undefined ? "accepted" : stop.verdict === "failed" ? "denied" : "unavailable",
    ...(stop?.reason === undefined ? {} : { reason: stop.reason }),
    ...(tokenKind === undefined ? {} : { tokenKind }),
    steps: steps.finish(path, why).map((step) => Object.freeze({ ...step, says: toOneLine(hide(step.says)) })),
    header: hideIn(header),
    claims: hideIn(claims),
  });
}

const FORMS: Readonly<Record<TokenForm["form"], string>> = {
  jwt: "a JWT: three parts, the first of them a JOSE header",
  encrypted: "an encrypted token (JWE): five parts, the first of them a JOSE header",
  opaque: "no JWT, so its issuer is asked about it",
};
const NOTHING = "nothing is known of it";
