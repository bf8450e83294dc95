import type { TokenKind } from "../outcome.js";
import { toTypeName } from "./header-type.js";
import type { TokenKindEvidence } from "./rule.js";
import { textOf } from "./sight.js";

/** What kind of token a name stands for that a server gave to it; `undefined` when the name is not known. */
export function kindOfName(name: string): TokenKind | undefined {
  return NAMES.get(name.toLowerCase());
}

/** What kind of token has this header `typ`; `undefined` when the type is not known. */
export function kindOfType(typ: string): TokenKind | undefined {
  return TYPES.get(toTypeName(typ) ?? "");
}

/** As the kind of a mark: what the value of a claim names. */
export function namedBy(claim: string): (evidence: TokenKindEvidence) => TokenKind | undefined {
  return ({ claims }) => kindOfName(textOf(claims, claim) ?? "");
}

/** Values of `token_use`, `token_type`, `tokenName` and the like, in lower case. */
const NAMES: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ["id", "id_token"],
  ["id_token", "id_token"],
  ["serialized-id", "id_token"],
  ["urn:ietf:params:oauth:token-type:id_token", "id_token"],
  ["refresh", "refresh_token"],
  ["refresh_token", "refresh_token"],
  ["offline", "refresh_token"],
  ["rt", "refresh_token"],
  ["urn:ietf:params:oauth:token-type:refresh_token", "refresh_token"],
  ["logout", "logout_token"],
  ["authorization_code", "authorization_code"],
]);

/** Media types of JWTs, as `toTypeName` spells them. Types that are not listed are refused just the same. */
const TYPES: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ["id_token+jwt", "id_token"],
  ["logout+jwt", "logout_token"],
  ["secevent+jwt", "security_event_token"],
  ["dpop+jwt", "dpop_proof"],
  ["client-authentication+jwt", "client_assertion"],
  ["oauth-client-attestation+jwt", "client_assertion"],
  ["oauth-client-attestation-pop+jwt", "client_assertion"],
  ["authorization-grant+jwt", "authorization_grant"],
  ["oauth-id-jag+jwt", "authorization_grant"],
  ["token-introspection+jwt", "introspection_jwt"],
  ["token-userinfo+jwt", "userinfo_jwt"],
  ["oauth-authz-req+jwt", "authorization_request"],
  ["vc+jwt", "verifiable_credential"],
  ["vp+jwt", "verifiable_credential"],
  ["vc+sd-jwt", "verifiable_credential"],
  ["dc+sd-jwt", "verifiable_credential"],
  ["kb+jwt", "verifiable_credential"],
  ["entity-statement+jwt", "signed_metadata"],
  ["trust-mark+jwt", "signed_metadata"],
  ["resource-metadata+jwt", "signed_metadata"],
  ["jwk-set+jwt", "signed_metadata"],
  // OpenIddict's own.
  ["oi_reft+jwt", "refresh_token"],
  ["oi_auc+jwt", "authorization_code"],
  ["oi_dvc+jwt", "internal_token"],
]);
