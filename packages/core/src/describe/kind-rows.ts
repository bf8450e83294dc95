import type { TokenKindPolicy } from "../options.js";
import type { ResolvedIssuer } from "../resolve-issuers.js";
import type { DescribedCheck } from "./description.js";
import { quoted, row } from "./rows.js";

/** Which header types pass. */
export function describeTypes({ tokenFormat, tokenKind, acceptedTypes }: ResolvedIssuer): DescribedCheck[] {
  if (tokenFormat === "opaque") return [];
  const others = acceptedTypes.size === 0 ? "" : `, ${quoted(acceptedTypes)}`;
  const demands =
    tokenKind === "rfc9068" ? 'header typ is "at+jwt"' : `header typ is "at+jwt", "JWT"${others}, or absent`;
  return [row("type", demands, "RFC 9068 §4, RFC 8725 §3.11")];
}

/** How much it takes to be called an access token. */
export function describeKind(issuer: ResolvedIssuer): DescribedCheck[] {
  const { tokenFormat, idTokenAudiences, ignoreIdTokenEvidence, introspection } = issuer;
  const ofAnswers = introspection?.tokenKind ?? issuer.tokenKind;
  const tokenKind = tokenFormat === "opaque" ? ofAnswers : issuer.tokenKind;
  const other = ofAnswers === tokenKind ? "" : `tokenKind "${ofAnswers}": `;
  const clients = idTokenAudiences.size === 0 ? "" : `; refused if it is for ${quoted(idTokenAudiences)} alone`;
  const ignored = ignoreIdTokenEvidence
    ? "; the marks of ID tokens are NOT CHECKED, but for c_hash (dangerouslyIgnoreIdTokenEvidence)"
    : "";
  const source = tokenFormat === "jwt" ? "RFC 8725 §3.12" : "RFC 8725 §3.12, RFC 7662 §2.2";
  const demands = [
    ...(tokenFormat === "opaque" ? [] : [JWT_POLICIES[tokenKind]]),
    ...(tokenFormat === "jwt" ? [] : [`of an opaque token, ${other}${OPAQUE_POLICIES[ofAnswers]}`]),
  ].join("; ");
  return [row("token kind", `tokenKind "${tokenKind}": ${demands}${clients}${ignored}`, source)];
}

const JWT_POLICIES: Readonly<Record<TokenKindPolicy, string>> = {
  rfc9068: 'only header typ "at+jwt" makes an access token',
  strict: "it must show that it is an access token",
  balanced: "it must not look like another kind of token",
  lenient: "it must not be known to be another kind of token",
};

/** An opaque token has no header: what is not told of it counts as not shown. */
const OPAQUE_POLICIES: Readonly<Record<TokenKindPolicy, string>> = {
  rfc9068: "token_type or token_use must call it an access token",
  strict: "token_type or token_use must call it an access token",
  balanced: "what is told must not look like another kind of token",
  lenient: "what is told must not be known to be of another kind of token",
};
