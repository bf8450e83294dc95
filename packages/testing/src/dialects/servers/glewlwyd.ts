import type { VerifierOptions } from "@ostiary/core";
import { glewlwyd } from "@ostiary/core/presets";
import { ALL_INTROSPECTED } from "../audit-except.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";
import { BOUND } from "../refused-tokens.js";

// #region sample
const options: VerifierOptions = {
  issuer: glewlwyd({ externalUrl: "https://login.acme.example", issuer: "https://acme.example" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const scopeOptions: VerifierOptions = {
  issuer: glewlwyd({ externalUrl: "https://login.acme.example", issuer: "https://acme.example" }),
  // Without resource indicators the audience is the text of all scopes: each that is to be taken is listed.
  audience: ["orders.read", "orders.read orders.write", "openid orders.read"],
};
// #endregion

// #region sample
const introspectedOptions: VerifierOptions = {
  issuer: glewlwyd({
    externalUrl: "https://login.acme.example",
    issuer: "https://acme.example",
    introspectAs: { clientId: "orders-api", clientSecret: "from a secret store" },
  }),
  audience: "https://api.acme.example",
};
// #endregion

const every = { iss: "https://acme.example", iat: ISSUED_AT, exp: EXPIRES_AT };
const access = { ...every, nbf: ISSUED_AT, type: "access_token", jti: "Xv4Tq8nYcDfGhJs1AaE4uR3k" };
const ofUser = {
  ...access,
  sub: "Zk2Yx7Wq1MnB",
  aud: "https://api.acme.example",
  client_id: "web",
  scope: "openid orders.read",
};
const login = {
  ...every,
  sub: "Zk2Yx7Wq1MnB",
  aud: "web",
  azp: "web",
  auth_time: 0,
  amr: ["password"],
  at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
};
const AT = { typ: "at+jwt" };

const idTokens: readonly Shape[] = [
  {
    token: "ID token of the code flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...login, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA" },
  },
  { token: "ID token without nonce", kind: "id_token", header: { typ: "JWT" }, claims: login },
  {
    token: "ID token of the implicit flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...login, nonce: "n-0S6_WzA2Mj", auth_time: ISSUED_AT - 10 },
  },
];

const refreshToken: Shape = {
  token: "refresh token",
  kind: "refresh_token",
  format: "opaque",
  claims: {
    active: true,
    username: "ada",
    client_id: "web",
    aud: "web",
    iat: ISSUED_AT,
    nbf: ISSUED_AT,
    exp: EXPIRES_AT,
    token_type: "refresh_token",
    sub: "Zk2Yx7Wq1MnB",
    scope: "openid orders.read",
  },
};

const introspectionJwt: Shape = {
  token: "signed answer of introspection",
  kind: "introspection_jwt",
  header: { typ: "token-introspection+jwt" },
  claims: {
    ...every,
    nbf: ISSUED_AT,
    jti: "Xv4Tq8nYcDfGhJs1AaE4uR3k",
    aud: "orders-api",
    active: true,
    client_id: "web",
    sub: "Zk2Yx7Wq1MnB",
    scope: "orders.read",
    token_type: "bearer",
  },
};

export const GLEWLWYD: readonly Dialect[] = [
  {
    name: "glewlwyd",
    server: "Glewlwyd",
    product: "Glewlwyd",
    preset: "glewlwyd",
    options,
    uncertain: [
      "The algorithm is that of the key the plugin was given: name it with `algorithms`, or every asymmetric one is taken.",
      "Tokens of clients may lack `sub`.",
    ],
    notes: [
      "The plugin must allow resource indicators, and clients must ask for this API with `resource`.",
      "The issuer is a setting of the plugin and may be another host: the metadata are looked for at `externalUrl`.",
    ],
    shapes: [
      { token: "access token of a user", kind: "access_token", header: AT, claims: ofUser },
      {
        token: "access token of a user, with claims that were asked for",
        kind: "access_token",
        header: AT,
        claims: {
          ...access,
          sub: "Zk2Yx7Wq1MnB",
          aud: "https://api.acme.example",
          client_id: "web",
          scope: "openid orders.read",
          claims: { email: null },
        },
      },
      {
        token: "access token of a client",
        kind: "access_token",
        header: AT,
        claims: {
          ...access,
          sub: "worker",
          aud: "https://api.acme.example",
          client_id: "worker",
          scope: "orders.read",
        },
      },
      {
        token: "access token bound by DPoP",
        kind: "access_token",
        header: AT,
        claims: {
          ...access,
          sub: "worker",
          aud: "https://api.acme.example",
          client_id: "worker",
          scope: "orders.read",
          cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
        },
        refused: BOUND,
      },
      ...idTokens,
      introspectionJwt,
    ],
  },
  {
    name: "glewlwyd-no-resource",
    server: "Glewlwyd (without resource indicators)",
    product: "Glewlwyd",
    preset: "glewlwyd",
    options: scopeOptions,
    uncertain: [],
    notes: ["Every combination of scopes is an audience of its own, in the order in which the server writes it."],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: AT,
        claims: {
          ...access,
          sub: "Zk2Yx7Wq1MnB",
          aud: "openid orders.read",
          client_id: "web",
          scope: "openid orders.read",
        },
      },
      {
        token: "access token of a user, with two scopes of the API",
        kind: "access_token",
        header: AT,
        claims: {
          ...access,
          sub: "Zk2Yx7Wq1MnB",
          aud: "orders.read orders.write",
          client_id: "web",
          scope: "orders.read orders.write",
        },
      },
      {
        token: "access token of a client",
        kind: "access_token",
        header: AT,
        claims: { ...access, sub: "worker", aud: "orders.read", client_id: "worker", scope: "orders.read" },
      },
      {
        token: "access token of a client, without sub",
        kind: "access_token",
        header: AT,
        claims: { ...access, aud: "orders.read", client_id: "worker", scope: "orders.read" },
      },
      refreshToken,
      ...idTokens,
      introspectionJwt,
    ],
  },
  {
    name: "glewlwyd-introspected",
    server: "Glewlwyd (asked about each token)",
    product: "Glewlwyd",
    preset: "glewlwyd",
    options: introspectedOptions,
    uncertain: [],
    notes: [
      "With `introspectAs` the server is asked about JWTs that have passed, so that a revocation shows.",
      "The plugin needs a scope for introspection. Without one a client is told of its own tokens and of those whose audience is its name, and that all others are not active.",
    ],
    auditExcept: ALL_INTROSPECTED,
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: AT,
        claims: ofUser,
        told: { token_type: "bearer", username: "ada" },
      },
      {
        token: "access token of a client, without sub",
        kind: "access_token",
        header: AT,
        claims: { ...access, aud: "https://api.acme.example", client_id: "worker", scope: "orders.read" },
        told: { token_type: "bearer" },
      },
      refreshToken,
      ...idTokens,
      introspectionJwt,
    ],
  },
];
