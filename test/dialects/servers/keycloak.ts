import type { VerifierOptions } from "@ostiary/core";
import { keycloak } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: keycloak({ url: "https://sso.acme.example", realm: "acme", clientRoles: ["orders"] }),
  audience: "orders",
};
// #endregion

// #region sample
const rfc9068: VerifierOptions = {
  issuer: keycloak({ url: "https://sso.acme.example", realm: "acme", profile: "rfc9068" }),
  audience: "orders",
};
// #endregion

// #region sample
const legacy: VerifierOptions = {
  issuer: keycloak({ url: "https://sso.acme.example/auth", realm: "acme", realmRolesPrefix: "realm:" }),
  audience: "orders",
};
// #endregion

const issuer = "https://sso.acme.example/realms/acme";
const typ = { typ: "JWT" };
const ofAccess = { typ: "at+jwt" };
const issued = { iat: ISSUED_AT, exp: EXPIRES_AT, iss: issuer };
const user = "f4c0a1d2-0f3b-4b77-9a8e-2f7d3c5b6a10";
const person = { email_verified: true, preferred_username: "ada", email: "ada@acme.example" };
const roles = {
  realm_access: { roles: ["offline_access", "user"] },
  resource_access: { orders: { roles: ["reader"] }, account: { roles: ["view-profile"] } },
};
const access = {
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
const machine = {
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
const lightweight = {
  ...issued,
  jti: "onltac:5",
  aud: "orders",
  typ: "Bearer",
  azp: "web",
  sid: "d3a1f0c2",
  scope: "openid email profile",
};
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

const otherTokens: readonly Shape[] = [
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

export const KEYCLOAK: readonly Dialect[] = [
  {
    server: "Keycloak",
    product: "Keycloak",
    preset: "keycloak",
    options,
    uncertain: [
      "Unless `hostname` is set on the server, tokens name the host they were got through.",
      "Realms and clients can sign with other algorithms than RS256: override `algorithms` for these.",
    ],
    notes: [
      "Give a client scope an audience mapper with the name of this API. Without one `aud` is absent or `account`, which is refused as an audience.",
      '`clientRoles` counts the roles of those clients as scopes, with the client before each: `requireScope("orders:reader")`. `realmRolesPrefix` does the same for the roles of the realm.',
      "With `introspectAs` every JWT that has passed is asked about too; newer versions ask for that client to be in the audience of the token.",
      "`sub` is absent without the client scope `basic`, and in lightweight tokens.",
    ],
    shapes: [
      { token: "access token of a user", kind: "access_token", header: typ, claims: access },
      {
        token: "access token for this API alone",
        kind: "access_token",
        header: typ,
        claims: { ...access, aud: "orders" },
      },
      {
        token: "access token with nonce, of version 24 and earlier",
        kind: "access_token",
        header: typ,
        claims: { ...access, nonce: "n-0S6_WzA2Mj", session_state: "d3a1f0c2" },
      },
      {
        token: "access token with client_id by a mapper",
        kind: "access_token",
        header: typ,
        claims: { ...access, client_id: "web" },
      },
      { token: "lightweight access token", kind: "access_token", header: typ, claims: lightweight },
      { token: "access token of a service account", kind: "access_token", header: typ, claims: machine },
      {
        token: "access token of a service account, no scope granted",
        kind: "access_token",
        header: typ,
        claims: { ...machine, scope: "" },
      },
      ...otherTokens,
    ],
  },
  {
    server: "Keycloak (RFC 9068 header)",
    product: "Keycloak",
    preset: "keycloak",
    options: rfc9068,
    uncertain: [],
    notes: ["Needs the attribute `access.token.header.type.rfc9068` on every client (Keycloak 26.2 and later)."],
    shapes: [
      { token: "access token of a user", kind: "access_token", header: ofAccess, claims: access },
      { token: "lightweight access token", kind: "access_token", header: ofAccess, claims: lightweight },
      { token: "access token of a service account", kind: "access_token", header: ofAccess, claims: machine },
      ...otherTokens,
    ],
  },
  {
    server: "Keycloak (version 16 and earlier)",
    product: "Keycloak",
    preset: "keycloak",
    options: legacy,
    uncertain: [],
    notes: ["The path `/auth` belongs to `url`, here and on later servers that keep it (`http-relative-path`)."],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: typ,
        claims: {
          ...access,
          iss: "https://sso.acme.example/auth/realms/acme",
          nonce: "n-0S6_WzA2Mj",
          session_state: "d3a1f0c2",
        },
      },
      {
        token: "access token of a service account",
        kind: "access_token",
        header: typ,
        claims: { ...machine, iss: "https://sso.acme.example/auth/realms/acme", clientId: "m2m" },
      },
      ...otherTokens.map((shape) => ({
        ...shape,
        claims: {
          ...shape.claims,
          iss: "https://sso.acme.example/auth/realms/acme",
          ...(shape.claims["aud"] === issuer ? { aud: "https://sso.acme.example/auth/realms/acme" } : {}),
        },
      })),
    ],
  },
];
