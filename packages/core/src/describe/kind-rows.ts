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
export function describeKind({ tokenKind, idTokenAudiences, ignoreIdTokenEvidence }: ResolvedIssuer): DescribedCheck[] {
  const clients = idTokenAudiences.size === 0 ? "" : `; refused if it is for ${quoted(idTokenAudiences)} alone`;
  const ignored = ignoreIdTokenEvidence
    ? "; the marks of ID tokens are NOT CHECKED, but for c_hash (dangerouslyIgnoreIdTokenEvidence)"
    : "";
  return [row("token kind", `tokenKind "${tokenKind}": ${POLICIES[tokenKind]}${clients}${ignored}`, "RFC 8725 §3.12")];
}

const POLICIES: Readonly<Record<TokenKindPolicy, string>> = {
  rfc9068: 'only header typ "at+jwt" makes an access token',
  strict: "it must show that it is an access token",
  balanced: "it must not look like another kind of token",
  lenient: "it must not be known to be another kind of token",
};
