import type { VerifierOptions } from "@ostiary/core";
import { keycloak } from "@ostiary/core/presets";
import { ALL_INTROSPECTED } from "../audit-except.js";
import type { Dialect } from "../dialect.js";
import { REVOKED } from "../refused-tokens.js";
import { access, lightweight, machine, ofAccess, refused, typ } from "./keycloak-access-tokens.js";
import { issuer, otherTokens } from "./keycloak-tokens.js";

// #region sample
const options: VerifierOptions = {
  issuer: keycloak({ url: "https://sso.acme.example", realm: "acme", clientRolesAsScopes: { clients: ["orders"] } }),
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
  issuer: keycloak({ url: "https://sso.acme.example/auth", realm: "acme", realmRolesAsScopes: { prefix: "realm:" } }),
  audience: "orders",
};
// #endregion

// #region sample
const introspected: VerifierOptions = {
  issuer: keycloak({
    url: "https://sso.acme.example",
    realm: "acme",
    introspectAs: { clientId: "orders", clientSecret: "from a secret store" },
  }),
  audience: "orders",
};
// #endregion

export const KEYCLOAK: readonly Dialect[] = [
  {
    name: "keycloak",
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
      '`clientRolesAsScopes` counts the roles of those clients as scopes, with the client before each: `requireScope("orders:reader")`. `realmRolesAsScopes` does the same for the roles of the realm.',
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
      ...refused,
      ...otherTokens,
    ],
  },
  {
    name: "keycloak-rfc9068",
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
    name: "keycloak-16",
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
  {
    name: "keycloak-introspected",
    server: "Keycloak (asked about each token)",
    product: "Keycloak",
    preset: "keycloak",
    options: introspected,
    uncertain: ["Which versions say `token_type` in the answer: it need not be there."],
    notes: [
      "With `introspectAs` every JWT that has passed is asked about too, so that the end of a session shows.",
      "The client that asks is a confidential one; newer versions want it in the audience of the token.",
    ],
    auditExcept: ALL_INTROSPECTED,
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: typ,
        claims: access,
        told: { client_id: "web", username: "ada", token_type: "Bearer" },
      },
      {
        token: "access token of a user, of a version that says no token_type",
        kind: "access_token",
        header: typ,
        claims: { ...access, jti: "2f1c9a50" },
        told: { client_id: "web", username: "ada" },
      },
      {
        token: "access token of a service account",
        kind: "access_token",
        header: typ,
        claims: machine,
        told: { username: "service-account-m2m", token_type: "Bearer" },
      },
      {
        token: "access token of a session that has ended",
        kind: "access_token",
        header: typ,
        claims: { ...access, jti: "7b0e4d13" },
        told: { active: false },
        refused: REVOKED,
      },
      ...otherTokens,
    ],
  },
];
