import { type Claims, type TokenDefectId, tokenDefects } from "@ostiary/testing";
import type { Row } from "./row.js";
import { NOW, type Setting } from "./setting.js";

/** Good signatures of the issuer, for our audience, on what is no access token; and the commonest defects of the testing kit. */
export function createOtherKinds({ as }: Setting): Row[] {
  const kind = (title: string, claims: Claims): Row => ({
    title,
    token: as.issue({ client_id: undefined, scope: undefined, jti: undefined, ...claims }, { typ: "JWT" }),
    ours: "not_an_access_token",
  });
  const type = (title: string, typ: string): Row => ({
    title: `header \`typ: ${typ}\`: ${title}`,
    token: as.issue({}, { typ }),
    ours: "unexpected_type",
  });
  return [
    ...tokenDefects
      .filter(({ id }) => COMMON_DEFECTS.has(id))
      .map(({ title, make, expected }): Row => ({ title, token: make(as), ours: expected.reason })),
    kind("an ID token with `nonce`", { nonce: "n", auth_time: NOW - 10 }),
    kind("an ID token with `at_hash` alone", { at_hash: "MTIzNDU2Nzg5MDEyMzQ1Ng" }),
    kind("an ID token with `c_hash` alone", { c_hash: "MTIzNDU2Nzg5MDEyMzQ1Ng" }),
    kind("an ID token for its client and us", { aud: ["c", as.audience], azp: "c", auth_time: NOW }),
    kind("an ID token with no more than every one has", {}),
    kind("claims about a person, and no client", { email: "ada@example.com", email_verified: true }),
    kind("`token_use: id` among the claims (Amazon Cognito)", { token_use: "id" }),
    kind("`typ: ID` among the claims (Keycloak)", { typ: "ID" }),
    kind("`typ: Refresh` among the claims (Keycloak)", { typ: "Refresh" }),
    kind("an introspection response", { token_introspection: { active: true } }),
    kind("a security event", { events: { "https://schemas.openid.net/secevent/caep/event-type/session-revoked": {} } }),
    kind("an authorization request", { response_type: "code", redirect_uri: "https://app.example/cb" }),
    kind("an authorization response", { sub: undefined, code: "c", state: "s" }),
    kind("a client assertion", { sub: as.issuer, jti: "1" }),
    kind("a DPoP proof signed by the issuer", { htm: "GET", htu: "https://api.example.com/", jti: "1" }),
    type("a security event", "secevent+jwt"),
    type("an introspection response", "token-introspection+jwt"),
    type("an authorization request", "oauth-authz-req+jwt"),
    type("a client assertion", "client-authentication+jwt"),
    type("an entity statement", "entity-statement+jwt"),
    type("a credential", "vc+sd-jwt"),
    type("no type below `application`", "text/at+jwt"),
    type("a parameter behind the type", "at+jwt; charset=utf-8"),
    type("white space before the type", " at+jwt"),
  ];
}

/** What the other tables do not have. */
const COMMON_DEFECTS: ReadonlySet<TokenDefectId> = new Set([
  "wrong-audience",
  "wrong-issuer",
  "expired",
  "not-yet-valid",
  "unsigned",
  "hmac-with-public-key",
  "unknown-key",
  "foreign-key",
  "embedded-key",
  "tampered",
  "id-token",
  "id-token-for-api",
  "refresh-token",
  "logout-token",
  "untyped-logout-token",
  "dpop-proof",
  "unknown-token",
]);
