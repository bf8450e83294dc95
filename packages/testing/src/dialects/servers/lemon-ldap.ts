import type { VerifierOptions } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { lemonLdap } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: lemonLdap({ portal: "https://auth.acme.example" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const opaqueOptions: VerifierOptions = {
  issuer: lemonLdap({
    portal: "https://auth.acme.example",
    introspectAs: { clientId: "orders-api", clientSecret: "from a secret store" },
    // The answers of introspection name no audience.
    clientIds: ["web", "worker"],
    [dangerouslyAcceptMissingAudience]: true,
  }),
  audience: "https://api.acme.example",
};
// #endregion

const every = { iss: "https://auth.acme.example/", iat: ISSUED_AT, exp: EXPIRES_AT };
const audiences = { aud: ["web", "https://api.acme.example"] };
const login = {
  ...every,
  ...audiences,
  sub: "dwho",
  azp: "web",
  acr: "loa-2",
  auth_time: ISSUED_AT - 10,
  at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
};
const JWT = { typ: "JWT" };

const accessTokens: readonly Shape[] = [
  {
    token: "access token of a user",
    kind: "access_token",
    header: JWT,
    claims: {
      ...every,
      ...audiences,
      sub: "dwho",
      client_id: "web",
      scope: "openid profile orders",
      jti: "5f3c9a7e1d2b",
    },
  },
  {
    token: "access token of a client",
    kind: "access_token",
    header: JWT,
    claims: {
      ...every,
      aud: ["worker", "https://api.acme.example"],
      sub: "worker",
      client_id: "worker",
      scope: "orders",
      jti: "8b0d4e6c2a1f",
    },
  },
  {
    token: "access token with claims of the user",
    kind: "access_token",
    header: JWT,
    claims: {
      ...every,
      ...audiences,
      sub: "dwho",
      client_id: "web",
      scope: "openid email orders",
      email: "dwho@acme.example",
      jti: "1c7e5b9d3f0a",
    },
  },
];

const idTokens: readonly Shape[] = [
  {
    token: "ID token of the code flow",
    kind: "id_token",
    header: JWT,
    claims: { ...login, nonce: "n-0S6_WzA2Mj" },
  },
  { token: "ID token of the code flow, without nonce", kind: "id_token", header: JWT, claims: login },
  {
    token: "ID token of a client without further audiences",
    kind: "id_token",
    header: JWT,
    claims: { ...login, aud: ["web"] },
  },
  {
    token: "ID token of the hybrid flow",
    kind: "id_token",
    header: JWT,
    claims: { ...login, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA" },
  },
];

export const LEMON_LDAP: readonly Dialect[] = [
  {
    name: "lemon-ldap",
    server: "LemonLDAP::NG",
    product: "LemonLDAP::NG",
    preset: "lemonLdap",
    options,
    uncertain: ["Tried with version 2.16.1; tokens of newer versions that have `at+jwt` pass as well."],
    notes: [
      "The relying party needs JWT access tokens, and this API among its additional audiences.",
      "ID tokens name the same audiences: `client_id` is required and `azp` rejected, to tell them apart.",
    ],
    shapes: [...accessTokens, ...idTokens],
  },
  {
    name: "lemon-ldap-opaque",
    server: "LemonLDAP::NG (opaque tokens too)",
    product: "LemonLDAP::NG",
    preset: "lemonLdap",
    options: opaqueOptions,
    uncertain: [],
    notes: ["Of refresh tokens and ID tokens the server says that they are not active."],
    denials: { "opaque-refresh-token": "token_inactive" },
    shapes: [
      ...accessTokens,
      {
        token: "opaque access token of a user",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          iss: "https://auth.acme.example/",
          exp: EXPIRES_AT,
          client_id: "web",
          scope: "openid profile",
          sub: "dwho",
        },
      },
      {
        token: "opaque access token of a client",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          iss: "https://auth.acme.example/",
          exp: EXPIRES_AT,
          client_id: "worker",
          scope: "orders",
          sub: "worker",
        },
      },
      { token: "refresh token", kind: "refresh_token", format: "opaque", claims: { active: false } },
      ...idTokens,
    ],
  },
];
