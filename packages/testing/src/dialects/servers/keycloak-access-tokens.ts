import type { Claims } from "../../token-maker.js";
import { ISSUED_AT, type Shape } from "../dialect.js";
import { BOUND, withoutAudience } from "../refused-tokens.js";
import { issued, person, user } from "./keycloak-tokens.js";

/** The header of all tokens, and that of access tokens with the attribute for RFC 9068. */
export const typ: Claims = { typ: "JWT" };
export const ofAccess: Claims = { typ: "at+jwt" };
const roles = {
  realm_access: { roles: ["offline_access", "user"] },
  resource_access: { orders: { roles: ["reader"] }, account: { roles: ["view-profile"] } },
};
/** Of a user. */
export const access: Claims = {
  ...issued,
  ...roles,
  ...person,
  auth_time: ISSUED_AT - 10,
  jti: "onrtac:9f0c1f6e",
  aud: ["orders", "account"],
  sub: user,
  typ: "Bearer",
  azp: "web",
  sid: "d3a1f0c2",
  acr: "1",
  "allowed-origins": ["https://app.acme.example"],
  scope: "openid email profile",
};
/** Of a service account. */
export const machine: Claims = {
  ...issued,
  jti: "trrtcc:1",
  aud: ["orders", "account"],
  sub: "0b6d0f1a-7b52-4b0e-9c35-d1b8b8f2a9d4",
  typ: "Bearer",
  azp: "m2m",
  acr: "1",
  scope: "email profile",
  clientHost: "192.0.2.9",
  preferred_username: "service-account-m2m",
  clientAddress: "192.0.2.9",
  client_id: "m2m",
};
/** Of a client that is set so. */
export const lightweight: Claims = {
  ...issued,
  jti: "onltac:5",
  aud: "orders",
  typ: "Bearer",
  azp: "web",
  sid: "d3a1f0c2",
  scope: "openid email profile",
};
/** Access tokens that are not to be taken. */
export const refused: readonly Shape[] = [
  {
    token: "access token without an audience mapper, of a user with roles of the client account",
    kind: "access_token",
    header: typ,
    claims: { ...access, aud: "account" },
    refused: {
      reason: "audience_mismatch",
      because:
        "`account` stands in the tokens of all clients, so it names no API: give a client scope an audience mapper",
    },
  },
  {
    token: "access token without an audience mapper, of a user without roles of clients",
    kind: "access_token",
    header: typ,
    claims: withoutAudience(access),
    refused: {
      reason: "audience_mismatch",
      because: "nothing says for which API the token is: give a client scope an audience mapper",
    },
  },
  {
    token: "access token bound by DPoP",
    kind: "access_token",
    header: typ,
    claims: { ...access, typ: "DPoP", cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } },
    refused: BOUND,
  },
];
