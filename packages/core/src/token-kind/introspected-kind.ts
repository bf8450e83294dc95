import type { JsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import type { TokenKindPolicy } from "../options.js";
import { PASS, type Denied, type Pass } from "../outcome.js";
import { denyKind } from "./deny-kind.js";
import { judgeTokenKind } from "./judge-token-kind.js";
import { kindOfName } from "./kind-names.js";
import type { TokenKindEvidence } from "./rule.js";
import { claimOf, textOf } from "./sight.js";

/** What an issuer's answers must say of the kind of a token. */
export interface ToldKindPolicy {
  readonly requireTokenType: boolean;
  readonly requireTokenUse: boolean;
}

/** The same, for answers that are all there is to judge by. */
export interface IntrospectedKindPolicy extends ToldKindPolicy {
  readonly tokenKind: TokenKindPolicy;
}

/** As much of the evidence as an answer gives; it has no header. */
export type IntrospectedKindEvidence = Omit<TokenKindEvidence, "typ" | "issuer" | "acceptedTypes">;

/**
 * What introspection said of a token is what it says of an access token: some servers answer `active` for refresh tokens and
 * ID tokens as well.
 *
 * `token_use` and `token_type` decide where they are there (I1, I2), unless another member names another kind (I3). Where they are
 * not, the rules for JWTs without `typ` tell what looks like an ID token; but nothing then tells an access token from a refresh token,
 * which has scopes and a client as well. So `strict` accepts what is told to be an access token and nothing else, and so does
 * `rfc9068`, since there is no header.
 *
 * Denies with `not_an_access_token`.
 *
 * @see RFC 7662 §2.2
 */
export function checkIntrospectedKind(
  evidence: IntrospectedKindEvidence,
  policy: IntrospectedKindPolicy,
): Pass | Denied<"not_an_access_token"> {
  const { claims } = evidence;
  const told = checkToldKind(claims, policy);
  if (told.kind === "denied") return told;
  // The name of the issuer says nothing here: those that sign ID tokens alone are those whose access tokens are opaque.
  const seen = judgeTokenKind({ ...evidence, issuer: "", typ: undefined, acceptedTypes: NONE });
  const shown = `${seen.says} (${[...seen.spoke, seen.source].join(", ")})`;
  if (seen.rule === "R2") return denyKind("not_an_access_token", `I3: ${shown}. No setting admits it.`, seen.kind);
  if (isTold(claims)) return PASS;
  if (seen.verdict === "not_access") {
    const setting = seen.setting === undefined ? "" : ` ${seen.setting}`;
    const detail = `${seen.rule}: ${shown}${UNTOLD}, by which access tokens of this form must be called so.${setting}`;
    return denyKind("not_an_access_token", detail, seen.kind);
  }
  if (policy.tokenKind === "lenient" || (policy.tokenKind === "balanced" && !seen.leansIdToken)) return PASS;
  const reason =
    seen.doubt === undefined
      ? "no rule: nothing shows its kind"
      : `${seen.rule}: it looks like ${seen.doubt.looksLike}: ${shown}`;
  return denyKind("not_an_access_token", `${reason}${UNTOLD}, and tokenKind is "${policy.tokenKind}"`, undefined);
}

/**
 * The answer does not say in so many words that the token is of another kind (I1, I2). To be asked of a JWT, too, that is
 * introspected.
 *
 * Denies with `not_an_access_token`.
 */
export function checkToldKind(claims: JsonObject, policy: ToldKindPolicy): Pass | Denied<"not_an_access_token"> {
  return checkUse(claims, policy) ?? checkType(claims, policy) ?? PASS;
}

function checkUse(claims: JsonObject, { requireTokenUse }: ToldKindPolicy): Denied<"not_an_access_token"> | undefined {
  const uses = usesIn(claims);
  const other = uses.find((name) => !ACCESS_USES.has(textOf(claims, name)?.toLowerCase() ?? ""));
  if (other !== undefined) return denyTold("I1", other, claims);
  return uses.length === 0 && requireTokenUse
    ? denyKind("not_an_access_token", "I1: neither token_use nor token_usage is there (requireTokenUse)", undefined)
    : undefined;
}

function checkType(
  claims: JsonObject,
  { requireTokenType }: ToldKindPolicy,
): Denied<"not_an_access_token"> | undefined {
  const type = typeIn(claims);
  if (typeof type === "string" && ACCESS_TYPES.has(type.toLowerCase())) return undefined;
  if (type !== undefined) return denyTold("I2", "token_type", claims);
  return requireTokenType
    ? denyKind("not_an_access_token", "I2: token_type is not there (requireTokenType)", undefined)
    : undefined;
}

function denyTold(rule: "I1" | "I2", name: string, claims: JsonObject): Denied<"not_an_access_token"> {
  const detail = `${rule}: ${name} is ${quoteUntrusted(claims[name])} (RFC 7662 §2.2). No setting admits it.`;
  return denyKind("not_an_access_token", detail, kindOfName(textOf(claims, name) ?? ""));
}

/** Whether it says that it is an access token, given that it does not say otherwise. */
function isTold(claims: JsonObject): boolean {
  return usesIn(claims).length > 0 || typeIn(claims) !== undefined;
}

function usesIn(claims: JsonObject): readonly string[] {
  return USES.filter((name) => claimOf(claims, name) !== undefined);
}

/** `N_A` is how a server says that it has nothing to say here (RFC 8693 §2.2.1). */
function typeIn(claims: JsonObject): unknown {
  return textOf(claims, "token_type")?.toLowerCase() === "n_a" ? undefined : claimOf(claims, "token_type");
}

/** Ory Hydra, Dex, Cognito; OpenIddict. */
const USES = ["token_use", "token_usage"] as const;
const ACCESS_USES: ReadonlySet<string> = new Set(["access_token", "access"]);
/** RFC 6750 and RFC 9449 name the first two; Salesforce, and RFC 8693 §3, the others. */
const ACCESS_TYPES: ReadonlySet<string> = new Set([
  "bearer",
  "dpop",
  "access_token",
  "urn:ietf:params:oauth:token-type:access_token",
]);
const NONE: ReadonlySet<string> = new Set();
const UNTOLD = "; the answer has neither token_type nor token_use";
