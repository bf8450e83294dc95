import type { VerifierOptions } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { oidcProvider } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";
import { BOUND } from "../refused-tokens.js";

// #region sample
const options: VerifierOptions = {
  issuer: oidcProvider({ issuer: "https://op.acme.example" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const opaqueOptions: VerifierOptions = {
  issuer: oidcProvider({
    issuer: "https://op.acme.example",
    introspectAs: { clientId: "orders-api", clientSecret: "from a secret store" },
    // Clients that ask for no resource get tokens that name no audience.
    clientIds: ["web", "worker"],
    [dangerouslyAcceptMissingAudience]: true,
  }),
  audience: "https://api.acme.example",
};
// #endregion

const every = { iss: "https://op.acme.example", iat: ISSUED_AT, exp: EXPIRES_AT };
const access = { ...every, jti: "Vb7Yw3kQ9tXzR1mLpN5sA", aud: "https://api.acme.example" };
const AT = { typ: "at+jwt" };

const accessTokens: readonly Shape[] = [
  {
    token: "access token of a user",
    kind: "access_token",
    header: AT,
    claims: { ...access, sub: "ada", scope: "orders:read orders:write", client_id: "web" },
  },
  {
    token: "access token of a client",
    kind: "access_token",
    header: AT,
    claims: { ...access, sub: "worker", scope: "orders:read", client_id: "worker" },
  },
  {
    token: "access token of a client, without scopes",
    kind: "access_token",
    header: AT,
    claims: { ...access, sub: "worker", client_id: "worker" },
  },
  {
    token: "access token with extraTokenClaims",
    kind: "access_token",
    header: AT,
    claims: { ...access, sub: "ada", scope: "orders:read", client_id: "web", tenant: "acme" },
  },
];

const boundToken: Shape = {
  token: "access token bound by DPoP",
  kind: "access_token",
  header: AT,
  claims: {
    ...access,
    sub: "worker",
    scope: "orders:read",
    client_id: "worker",
    cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
  },
  refused: BOUND,
};

const otherTokens: readonly Shape[] = [
  {
    token: "ID token of the code flow",
    kind: "id_token",
    claims: { ...every, sub: "ada", nonce: "n-0S6_WzA2Mj", aud: "web" },
  },
  { token: "ID token of the code flow, without nonce", kind: "id_token", claims: { ...every, sub: "ada", aud: "web" } },
  {
    token: "ID token of the refresh flow",
    kind: "id_token",
    claims: { ...every, sub: "ada", nonce: "n-0S6_WzA2Mj", aud: "web", sid: "eC5sVz1nQ8" },
  },
  {
    token: "ID token of the implicit flow",
    kind: "id_token",
    claims: { ...every, sub: "ada", nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A", aud: "web" },
  },
  {
    token: "ID token of the hybrid flow",
    kind: "id_token",
    claims: {
      ...every,
      sub: "ada",
      nonce: "n-0S6_WzA2Mj",
      c_hash: "LDktKdoQak3Pk0cnXxCltA",
      s_hash: "9qzYx2wVuT4sRpQnMlKj8A",
      aud: "web",
      auth_time: ISSUED_AT - 10,
    },
  },
  {
    token: "logout token",
    kind: "logout_token",
    header: { typ: "logout+jwt" },
    claims: {
      iss: "https://op.acme.example",
      iat: ISSUED_AT,
      exp: ISSUED_AT + 120,
      jti: "Qm2nB8vC4xZ6lK1jH9gF3",
      aud: "web",
      sub: "ada",
      sid: "eC5sVz1nQ8",
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    },
  },
  {
    token: "signed answer of introspection",
    kind: "introspection_jwt",
    header: { typ: "token-introspection+jwt" },
    claims: {
      iss: "https://op.acme.example",
      iat: ISSUED_AT,
      aud: "orders-api",
      token_introspection: { active: true, client_id: "worker", scope: "orders:read", token_type: "Bearer" },
    },
  },
  {
    token: "signed authorization response, to a client that sent no state",
    kind: "authorization_response",
    claims: { code: "t3Vw8Xz1Yb5Nc7Md9Kf2Lg", aud: "web", exp: ISSUED_AT + 120, iss: "https://op.acme.example" },
  },
];

export const OIDC_PROVIDER: readonly Dialect[] = [
  {
    name: "oidc-provider",
    server: "oidc-provider",
    product: "oidc-provider",
    preset: "oidcProvider",
    options,
    uncertain: ["`jwt.sign.alg` of a resource server may be another than RS256: then change `algorithms`."],
    notes: [
      '`getResourceServerInfo` must give this API `accessTokenFormat: "jwt"`, and clients must ask for it with `resource`.',
    ],
    shapes: [...accessTokens, boundToken, ...otherTokens],
  },
  {
    name: "oidc-provider-opaque",
    server: "oidc-provider (opaque tokens too)",
    product: "oidc-provider",
    preset: "oidcProvider",
    options: opaqueOptions,
    uncertain: [],
    notes: [
      "Only opaque tokens are asked about: the server answers a question about a JWT with an error.",
      "Of refresh tokens the answer has no `token_type`, which is why that is required.",
      "`allowedPolicy` of the feature `introspection` must let this client ask about the tokens of others.",
    ],
    shapes: [
      ...accessTokens,
      {
        token: "opaque access token of a client, without a resource",
        kind: "access_token",
        format: "opaque",
        claims: { active: true, ...every, client_id: "worker", token_type: "Bearer" },
      },
      {
        token: "opaque access token of a client",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          client_id: "worker",
          aud: "https://api.acme.example",
          scope: "orders:read",
          token_type: "Bearer",
        },
      },
      {
        token: "opaque access token of a user, without a resource",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          sub: "ada",
          client_id: "web",
          sid: "eC5sVz1nQ8",
          scope: "openid offline_access",
          token_type: "Bearer",
        },
      },
      boundToken,
      {
        token: "opaque access token bound by DPoP",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          client_id: "worker",
          aud: "https://api.acme.example",
          scope: "orders:read",
          cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
          token_type: "DPoP",
        },
        refused: BOUND,
      },
      {
        token: "refresh token",
        kind: "refresh_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          sub: "ada",
          client_id: "web",
          sid: "eC5sVz1nQ8",
          scope: "openid offline_access",
        },
      },
      ...otherTokens,
    ],
  },
];
