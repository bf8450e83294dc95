import type { Claims } from "../../token-maker.js";
import { EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

/** The realm of all dialects of Keycloak, and a user of it. */
export const issuer = "https://sso.acme.example/realms/acme";
export const user = "f4c0a1d2-0f3b-4b77-9a8e-2f7d3c5b6a10";
export const issued: Claims = {
  iat: ISSUED_AT,
  exp: EXPIRES_AT,
  iss: issuer,
};
export const person: Claims = {
  email_verified: true,
  preferred_username: "ada",
  email: "ada@acme.example",
};

const typ = { typ: "JWT" };
const id = {
  ...issued,
  ...person,
  auth_time: ISSUED_AT - 10,
  jti: "i1",
  aud: "web",
  sub: user,
  typ: "ID",
  azp: "web",
  sid: "d3a1f0c2",
  acr: "1",
};
const refresh = {
  ...issued,
  jti: "r1",
  aud: issuer,
  sub: user,
  typ: "Refresh",
  azp: "web",
  sid: "d3a1f0c2",
  scope: "openid email profile",
};
const ofRealm = { ...issued, jti: "x1", aud: issuer };
const logoutEvent = { "http://schemas.openid.net/event/backchannel-logout": {} };

/** What a realm issues besides access tokens. */
export const otherTokens: readonly Shape[] = [
  {
    token: "ID token, code flow",
    kind: "id_token",
    header: typ,
    claims: { ...id, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token, refresh flow",
    kind: "id_token",
    header: typ,
    claims: { ...id, at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token, hybrid flow",
    kind: "id_token",
    header: typ,
    claims: { ...id, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA", s_hash: "pmWkWSBCL51Bfkhn79xPuK" },
  },
  {
    token: "ID token with an audience mapper for the API",
    kind: "id_token",
    header: typ,
    claims: { ...id, aud: ["web", "orders"], nonce: "n-0S6_WzA2Mj" },
  },
  { token: "refresh token", kind: "refresh_token", header: typ, claims: refresh },
  {
    token: "offline refresh token",
    kind: "refresh_token",
    header: typ,
    claims: { ...refresh, typ: "Offline", scope: "openid offline_access" },
  },
  {
    token: "logout token",
    kind: "logout_token",
    header: { typ: "logout+jwt" },
    claims: { ...issued, jti: "l1", aud: "web", sub: user, typ: "Logout", sid: "d3a1f0c2", events: logoutEvent },
  },
  {
    token: "registration access token",
    kind: "internal_token",
    header: typ,
    claims: { ...ofRealm, typ: "RegistrationAccessToken", registration_auth: "authenticated" },
  },
  {
    token: "initial access token",
    kind: "internal_token",
    header: typ,
    claims: { ...ofRealm, typ: "InitialAccessToken" },
  },
  {
    token: "token in the link of an e-mail",
    kind: "internal_token",
    header: typ,
    claims: { ...ofRealm, sub: user, typ: "verify-email", azp: "web", nonce: "5b1c", eml: "ada@acme.example" },
  },
];
