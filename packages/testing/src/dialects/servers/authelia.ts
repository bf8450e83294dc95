import type { VerifierOptions } from "@ostiary/core";
import { authelia } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: authelia({ url: "https://auth.acme.example" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const opaqueOptions: VerifierOptions = {
  issuer: authelia({
    url: "https://auth.acme.example",
    introspectAs: { clientId: "orders-api", clientSecret: "from a secret store" },
  }),
  audience: "https://api.acme.example",
};
// #endregion

const every = { iss: "https://auth.acme.example", iat: ISSUED_AT, exp: EXPIRES_AT };
const access = {
  ...every,
  nbf: ISSUED_AT,
  jti: "6d1f8b3e-2c7a-4950-8e4d-b9a0c5f7e162",
  aud: ["https://api.acme.example"],
};
const subject = { sub: "e2a94c7d-0b61-4f85-9d3e-7c8f1a5b6024" };
const login = {
  ...every,
  ...subject,
  aud: ["web"],
  azp: "web",
  amr: ["pwd", "otp", "mfa"],
  auth_time: ISSUED_AT - 10,
  jti: "40c7e5a9-8d2b-4f16-a3e0-5b9d7c1f8e24",
};
const AT = { typ: "at+jwt" };

const accessTokens: readonly Shape[] = [
  {
    token: "access token of a user",
    kind: "access_token",
    header: AT,
    claims: { ...access, ...subject, client_id: "web", scp: ["openid", "profile", "orders.read"] },
  },
  {
    token: "access token of a user, with a scope string",
    kind: "access_token",
    header: AT,
    claims: { ...access, ...subject, client_id: "web", scope: "openid orders.read" },
  },
  {
    token: "access token of a client",
    kind: "access_token",
    header: AT,
    claims: { ...access, sub: "worker", client_id: "worker", scp: ["orders.read"] },
  },
  {
    token: "access token of a client, without scopes",
    kind: "access_token",
    header: AT,
    claims: { ...access, sub: "worker", client_id: "worker", scp: [] },
  },
];

const idTokens: readonly Shape[] = [
  {
    token: "ID token of the code flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...login, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token of the code flow, without nonce",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...login, at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token of the hybrid flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...login, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA" },
  },
];

export const AUTHELIA: readonly Dialect[] = [
  {
    name: "authelia",
    server: "Authelia",
    product: "Authelia",
    preset: "authelia",
    options,
    uncertain: ["`access_token_signed_response_alg` may be another than RS256: then change `algorithms`."],
    notes: [
      "Clients need `access_token_signed_response_alg`, and this API in their list `audience`, which they must ask for.",
      "The issuer is the address under which a client asks: let all use the same.",
    ],
    shapes: [
      ...accessTokens,
      ...idTokens,
      {
        token: "signed answer of introspection",
        kind: "introspection_jwt",
        header: { typ: "token-introspection+jwt" },
        claims: {
          iss: "https://auth.acme.example",
          iat: ISSUED_AT,
          jti: "93b0d6f2-7e4c-41a8-b5d9-0c8e2f6a1d37",
          aud: ["orders-api"],
          token_introspection: { active: true, client_id: "web", scope: "orders.read" },
        },
      },
    ],
  },
  {
    name: "authelia-opaque",
    server: "Authelia (opaque tokens too)",
    product: "Authelia",
    preset: "authelia",
    options: opaqueOptions,
    uncertain: ["Newer versions can be told to say `token_type`; nothing changes then."],
    notes: [
      "Opaque access tokens begin with `authelia_at_`. Refresh tokens, of which the server says the same, begin otherwise.",
    ],
    denials: { "opaque-refresh-token": "unknown_issuer" },
    shapes: [
      ...accessTokens,
      {
        token: "opaque access token of a user",
        kind: "access_token",
        format: "opaque",
        prefix: "authelia_at_",
        claims: {
          active: true,
          ...every,
          ...subject,
          aud: ["https://api.acme.example"],
          client_id: "web",
          scope: "openid orders.read",
          username: "ada",
        },
      },
      {
        token: "opaque access token of a client",
        kind: "access_token",
        format: "opaque",
        prefix: "authelia_at_",
        claims: {
          active: true,
          ...every,
          aud: ["https://api.acme.example"],
          client_id: "worker",
          scope: "orders.read",
        },
      },
      {
        token: "refresh token",
        kind: "refresh_token",
        format: "opaque",
        prefix: "authelia_rt_",
        claims: {
          active: true,
          ...every,
          ...subject,
          aud: ["https://api.acme.example"],
          client_id: "web",
          scope: "openid offline_access orders.read",
          username: "ada",
        },
      },
      ...idTokens,
    ],
  },
];
