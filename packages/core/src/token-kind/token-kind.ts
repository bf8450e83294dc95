import type { JsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import type { TokenKindPolicy } from "../options.js";
import { PASS, type Denied, type Pass } from "../outcome.js";
import { denyKind } from "./deny-kind.js";
import { readHeaderType, toTypeName } from "./header-type.js";
import { judgeTokenKind, type KindVerdict } from "./judge-token-kind.js";
import { kindOfType } from "./kind-names.js";
import type { TokenKindEvidence } from "./rule.js";
import { claimOf } from "./sight.js";

/**
 * The header `typ` names no other kind of token. Can be asked before the signature is checked, because it can only
 * refuse: a `typ` that says nothing, or `at+jwt`, passes here and is judged by {@link checkTokenKind}.
 *
 * Denies with `unexpected_type`.
 *
 * @param acceptedTypes - Further types to let pass, as `toTypeName` spells them.
 * @see RFC 8725 §3.11
 */
export function checkHeaderType(
  typ: string | undefined,
  acceptedTypes: ReadonlySet<string>,
): Pass | Denied<"unexpected_type"> {
  return typ !== undefined && readHeaderType(typ, acceptedTypes) === "other" ? denyHeaderType(typ) : PASS;
}

/**
 * The token is an access token, as far as the policy asks for evidence of that.
 *
 * Does NOT replace the check of the audience: both have to pass.
 *
 * Denies with `not_an_access_token`, or, where nothing but the header `typ` is wrong, with `unexpected_type`. The detail
 * names the rule, the claims that spoke and what would change the answer.
 *
 * @see RFC 9068 §4, §5; RFC 8725 §3.12
 */
export function checkTokenKind(
  evidence: TokenKindEvidence,
  policy: TokenKindPolicy,
): Pass | Denied<"unexpected_type" | "not_an_access_token"> {
  const { typ } = evidence;
  const verdict = judgeTokenKind(evidence);
  if (isAccepted[policy](verdict)) return PASS;
  if (typ !== undefined && verdict.rule === "R1") return denyHeaderType(typ);
  if (policy === "rfc9068" && verdict.verdict !== "not_access") return denyUnlabelled(typ);
  return denyKind("not_an_access_token", explain(verdict, evidence.claims, policy), verdict.kind);
}

const isAccepted: Readonly<Record<TokenKindPolicy, (verdict: KindVerdict) => boolean>> = {
  rfc9068: ({ rule, verdict }) => rule === "R1" && verdict === "access",
  strict: ({ verdict }) => verdict === "access",
  balanced: ({ verdict, leansIdToken }) => verdict === "access" || (verdict === "undecided" && !leansIdToken),
  lenient: ({ verdict }) => verdict !== "not_access",
};

function denyHeaderType(typ: string): Denied<"unexpected_type"> {
  const name = toTypeName(typ);
  const advice =
    name === undefined
      ? `That is not written as a media type such as "at+jwt"; no setting admits it.`
      : `To admit it, list ${quoteUntrusted(name)} in acceptedTypes; tokenKind "rfc9068" admits none but "at+jwt".`;
  return denyKind("unexpected_type", `R1: header typ is ${quoteUntrusted(typ)}. ${advice}`, kindOfType(typ));
}

/** It may well be an access token, and does not say so where it has to. */
function denyUnlabelled(typ: string | undefined): Denied<"unexpected_type"> {
  const found = typ === undefined ? "absent" : quoteUntrusted(typ);
  return denyKind(
    "unexpected_type",
    `R1: header typ is ${found}, and tokenKind "rfc9068" asks for "at+jwt". ` +
      `If the issuer cannot send that, tokenKind "strict" or "balanced" judges by the claims.`,
    undefined,
  );
}

function explain(verdict: KindVerdict, claims: JsonObject, policy: TokenKindPolicy): string {
  if (verdict.rule === "none") {
    return `no rule: ${verdict.says}. tokenKind "${policy}" asks for evidence that it is an access token; "balanced" does not.`;
  }
  const shown = `${verdict.says} (${[...verdict.spoke.map((name) => showClaim(name, claims)), verdict.source].join(", ")}).`;
  const { doubt } = verdict;
  if (doubt !== undefined) {
    return `${verdict.rule}: it looks like ${doubt.looksLike}: ${shown} ${describeWaysOut(doubt.remedy)}`;
  }
  // Under rfc9068 no other setting helps either.
  if (policy === "rfc9068") return `${verdict.rule}: ${shown} ${NO_LABEL}`;
  const setting = verdict.setting === undefined ? "" : ` ${verdict.setting}`;
  return `${verdict.rule}: ${shown} ${NO_POLICY}${setting}`;
}

function describeWaysOut(remedy: string): string {
  return `If it is an access token, let the issuer send typ "at+jwt", or ${remedy}; or set tokenKind to "lenient".`;
}

/** Values are shown of claims that name a kind or an issuer, and of no others: those, like objects, may hold what is secret. */
function showClaim(name: string, claims: JsonObject): string {
  const value = claimOf(claims, name);
  return SHOWN_CLAIMS.has(name) && (typeof value !== "object" || value === null)
    ? `${name} ${quoteUntrusted(value)}`
    : name;
}

const NO_POLICY = 'No value of tokenKind admits it; an access token of this form must have the header typ "at+jwt".';

const NO_LABEL = 'tokenKind "rfc9068" asks for the header typ "at+jwt", and no other value admits it without that.';

/** Claims that name a kind or an issuer. */
export const SHOWN_CLAIMS: ReadonlySet<string> = new Set([
  "typ",
  "type",
  "token_type",
  "token_use",
  "tokenName",
  "tok_type",
  "drn",
  "iss",
]);
