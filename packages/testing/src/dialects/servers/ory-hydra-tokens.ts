import type { Claims } from "../../token-maker.js";
import { EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

const issuer = "https://auth.acme.example";
export const web = "8d7c2c1e-9b3a-4c07-b1f6-52b0b7d0a2c4";
export const user = "2b1f2c7c-4a5d-4f39-8a77-0d1e6b1f9c55";
export const typ: Claims = { typ: "JWT" };
const time = { iat: ISSUED_AT, nbf: ISSUED_AT, exp: EXPIRES_AT };
export const issued: Claims = { ...time, iss: issuer };
export const access: Claims = {
  ...issued,
  aud: ["https://api.acme.example"],
  client_id: web,
  ext: {},
  jti: "6a8e0d5e-6b6b-4a53-b6f1-0b7a0b4c9a10",
  sub: user,
};
/** What introspection says of an access token. */
export const answer: Claims = {
  ...issued,
  scope: "orders.read offline",
  client_id: web,
  sub: user,
  aud: ["https://api.acme.example"],
  token_type: "Bearer",
  token_use: "access_token",
  ext: { tenant: "acme" },
};
export const id: Claims = {
  iss: issuer,
  iat: ISSUED_AT,
  exp: EXPIRES_AT,
  aud: [web],
  auth_time: ISSUED_AT - 10,
  jti: "0d9c6c1b",
  rat: ISSUED_AT - 15,
  sid: "a1f3c0de",
  sub: user,
};
const logoutEvent = { "http://schemas.openid.net/event/backchannel-logout": {} };

export const idToken: Shape = {
  token: "ID token, code flow",
  kind: "id_token",
  header: typ,
  claims: { ...id, acr: "1", amr: ["pwd"], at_hash: "kq0w4VtG6uQqS9rUzY2x1A", nonce: "n-0S6_WzA2Mj" },
};
export const refreshToken: Shape = {
  token: "opaque refresh token",
  kind: "refresh_token",
  format: "opaque",
  prefix: "ory_rt_",
  claims: { ...answer, exp: EXPIRES_AT + 2_588_400, token_use: "refresh_token" },
};
export const logoutToken: Shape = {
  token: "logout token",
  kind: "logout_token",
  header: typ,
  claims: { iss: issuer, aud: [web], iat: ISSUED_AT, jti: "99", events: logoutEvent, sid: "a1f3c0de" },
};
