import type { VerifierOptions } from "@ostiary/core";
import { auth0 } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: auth0({ domain: "acme.eu.auth0.com" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const rfc9068: VerifierOptions = {
  issuer: auth0({ domain: "acme.eu.auth0.com", profile: "rfc9068" }),
  audience: "https://api.acme.example",
};
// #endregion

const api = "https://api.acme.example";
const issued = { iss: "https://acme.eu.auth0.com/", iat: ISSUED_AT, exp: EXPIRES_AT };
const typ = { typ: "JWT" };
const access = { ...issued, sub: "auth0|63a1", aud: api, azp: "bQ9xClientWeb" };
const machine = { ...issued, sub: "bQ9xClientM2M@clients", aud: api };
const ofProfile = { ...issued, sub: "auth0|63a1", aud: api, jti: "Kx1", client_id: "bQ9xClientWeb" };
const id = {
  ...issued,
  nickname: "ada",
  name: "Ada",
  email: "ada@acme.example",
  email_verified: true,
  aud: "bQ9xClientWeb",
  sub: "auth0|63a1",
  sid: "Xy7",
};
const logoutEvent = { "http://schemas.openid.net/event/backchannel-logout": {} };

const otherTokens: readonly Shape[] = [
  { token: "ID token, code flow with nonce", kind: "id_token", header: typ, claims: { ...id, nonce: "n-0S6_WzA2Mj" } },
  { token: "ID token, refresh flow", kind: "id_token", header: typ, claims: id },
  {
    token: "ID token, scope openid alone, without nonce",
    kind: "id_token",
    header: typ,
    claims: { ...issued, aud: "bQ9xClientWeb", sub: "auth0|63a1", sid: "Xy7" },
  },
  {
    token: "ID token, implicit flow with an access token",
    kind: "id_token",
    header: typ,
    claims: { ...id, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token, hybrid flow",
    kind: "id_token",
    header: typ,
    claims: { ...id, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA" },
  },
  {
    token: "ID token of an organization",
    kind: "id_token",
    header: typ,
    claims: { ...id, org_id: "org_9ybs", "https://acme.example/roles": ["reader"] },
  },
  {
    token: "logout token",
    kind: "logout_token",
    header: { typ: "logout+jwt" },
    claims: { ...issued, aud: "bQ9xClientWeb", sub: "auth0|63a1", sid: "Xy7", jti: "lt1", events: logoutEvent },
  },
];

export const AUTH0: readonly Dialect[] = [
  {
    name: "auth0",
    server: "Auth0",
    product: "Auth0",
    preset: "auth0",
    options,
    uncertain: [
      "The header `typ` of logout tokens; they are refused for `events` too.",
      "A custom domain is the issuer of the tokens that were got through it, and of no others.",
    ],
    notes: [
      "Clients get a JWT if they name the API in the parameter `audience`; else a token that only Auth0 can read.",
      '`permissions` (with RBAC and "Add Permissions in the Access Token") is all that the user may do at the API, whatever the client asked for. It counts as scopes only with `permissionsAsScopes`.',
      'Choose the profile RFC 9068 in the settings of the API where you can. Its tokens are taken here, too; once there are no others, say `profile: "rfc9068"`.',
    ],
    shapes: [
      {
        token: "access token of a user who logged in with it",
        kind: "access_token",
        header: typ,
        claims: { ...access, aud: [api, "https://acme.eu.auth0.com/userinfo"], scope: "openid profile read:orders" },
      },
      {
        token: "access token of a user",
        kind: "access_token",
        header: typ,
        claims: { ...access, scope: "read:orders" },
      },
      {
        token: "access token of a user with permissions",
        kind: "access_token",
        header: typ,
        claims: {
          ...access,
          aud: [api, "https://acme.eu.auth0.com/userinfo"],
          scope: "openid profile read:orders",
          permissions: ["read:orders"],
        },
      },
      {
        token: "access token of a user with permissions alone",
        kind: "access_token",
        header: typ,
        claims: { ...access, permissions: ["read:orders", "write:orders"] },
      },
      { token: "access token of a user, nothing granted", kind: "access_token", header: typ, claims: access },
      {
        token: "access token of an organization's member",
        kind: "access_token",
        header: typ,
        claims: { ...access, scope: "read:orders", org_id: "org_9ybs" },
      },
      {
        token: "access token with claims of an Action",
        kind: "access_token",
        header: typ,
        claims: { ...access, scope: "read:orders", "https://acme.example/email": "ada@acme.example" },
      },
      {
        token: "access token, password grant",
        kind: "access_token",
        header: typ,
        claims: { ...access, scope: "openid read:orders", gty: "password" },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: typ,
        claims: { ...machine, azp: "bQ9xClientM2M", scope: "read:orders", gty: "client-credentials" },
      },
      {
        token: "access token, client credentials, no scope granted",
        kind: "access_token",
        header: typ,
        claims: { ...machine, azp: "bQ9xClientM2M", gty: "client-credentials" },
      },
      {
        token: "access token of a user, once the API has the profile RFC 9068",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...ofProfile, scope: "read:orders" },
      },
      {
        token: "access token, client credentials, once the API has the profile RFC 9068",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...machine, jti: "Kx2", client_id: "bQ9xClientM2M" },
      },
      ...otherTokens,
    ],
  },
  {
    name: "auth0-rfc9068",
    server: "Auth0 (RFC 9068 profile)",
    product: "Auth0",
    preset: "auth0",
    options: rfc9068,
    uncertain: [],
    notes: ["Needs the token profile RFC 9068 in the settings of the API."],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...ofProfile, scope: "read:orders" },
      },
      {
        token: "access token of a user who logged in with it",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...ofProfile, aud: [api, "https://acme.eu.auth0.com/userinfo"], scope: "openid read:orders" },
      },
      {
        token: "access token of a user with permissions",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...ofProfile, scope: "read:orders", permissions: ["read:orders"] },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...machine, jti: "Kx2", client_id: "bQ9xClientM2M" },
      },
      ...otherTokens,
    ],
  },
];
