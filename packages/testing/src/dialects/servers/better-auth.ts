import type { VerifierOptions } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { betterAuth } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";
import { BOUND } from "../refused-tokens.js";

// #region sample
const options: VerifierOptions = {
  issuer: betterAuth({ baseUrl: "https://app.acme.example" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const opaqueOptions: VerifierOptions = {
  issuer: betterAuth({
    baseUrl: "https://app.acme.example",
    // A client that asks for no resource gets tokens that name no audience, and of which nobody else is told.
    introspectAs: { clientId: "web", clientSecret: "from a secret store" },
    clientIds: ["web"],
    [dangerouslyAcceptMissingAudience]: true,
  }),
  audience: "https://api.acme.example",
};
// #endregion

const every = { iss: "https://app.acme.example/api/auth", iat: ISSUED_AT, exp: EXPIRES_AT };
const both = { ...every, client_id: "web", azp: "web", jti: "r3T9kQ2vXw7LmZpB5nYcDfGhJs1AaE4u" };
const user = { sub: "u7Kq2mXw9LpB", sid: "s4TzQ8nYcDfG" };
const login = { auth_time: ISSUED_AT - 10, acr: "0", sub: "u7Kq2mXw9LpB", aud: "web" };

const idTokens: readonly Shape[] = [
  {
    token: "ID token of the code flow",
    kind: "id_token",
    claims: { ...every, ...login, at_hash: "kq0w4VtG6uQqS9rUzY2x1A", nonce: "n-0S6_WzA2Mj", sid: "s4TzQ8nYcDfG" },
  },
  {
    token: "ID token of the code flow, without nonce",
    kind: "id_token",
    claims: { ...every, ...login, at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token of the refresh flow",
    kind: "id_token",
    claims: { ...every, ...login, at_hash: "b1Zp7Wk3VtG6uQqS9rUzYA", sid: "s4TzQ8nYcDfG" },
  },
];

export const BETTER_AUTH: readonly Dialect[] = [
  {
    name: "better-auth",
    server: "Better Auth",
    product: "Better Auth",
    preset: "betterAuth",
    options,
    uncertain: [
      "The jwt plugin can be given another algorithm than EdDSA, and another issuer: then change `algorithms` and `issuer`.",
    ],
    notes: [
      "A client gets a JWT if it asks for a `resource`; that is the audience.",
      "Metadata are only below the path of its API, never at the root of the host.",
    ],
    shapes: [
      {
        token: "access token of a user, with openid",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: {
          ...both,
          ...user,
          aud: ["https://api.acme.example", "https://app.acme.example/api/auth/oauth2/userinfo"],
          scope: "openid profile orders:read",
        },
      },
      {
        token: "access token of a user",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...both, ...user, aud: "https://api.acme.example", scope: "orders:read" },
      },
      {
        token: "access token of a client",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...both, sub: "web", aud: "https://api.acme.example", scope: "orders:read" },
      },
      {
        token: "access token without scopes",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...both, sub: "web", aud: "https://api.acme.example", scope: "" },
      },
      {
        token: "access token bound by DPoP",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: {
          ...both,
          sub: "web",
          aud: "https://api.acme.example",
          scope: "orders:read",
          cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
        },
        refused: BOUND,
      },
      ...idTokens,
      {
        token: "session token of the jwt plugin",
        kind: "other",
        claims: {
          iat: ISSUED_AT,
          exp: ISSUED_AT + 900,
          iss: "https://app.acme.example",
          aud: "https://app.acme.example",
          sub: "u7Kq2mXw9LpB",
          name: "Ada",
          email: "ada@acme.example",
          emailVerified: true,
          image: null,
          createdAt: "2026-11-01T09:00:00.000Z",
          updatedAt: "2026-11-01T09:00:00.000Z",
          id: "u7Kq2mXw9LpB",
        },
      },
      {
        token: "session token of the jwt plugin, for the issuer of the API",
        kind: "other",
        claims: {
          ...every,
          aud: "https://app.acme.example/api/auth",
          sub: "u7Kq2mXw9LpB",
          name: "Ada",
          email: "ada@acme.example",
          emailVerified: true,
        },
      },
    ],
  },
  {
    name: "better-auth-opaque",
    server: "Better Auth (opaque tokens too)",
    product: "Better Auth",
    preset: "betterAuth",
    options: opaqueOptions,
    uncertain: [
      "Which clients get an answer about the tokens of others has changed between versions.",
      "Versions before 1.7.5 leave `azp` and `token_type` out of the answer, and then no opaque token is taken.",
    ],
    notes: [
      "Of a token for no `resource` only the client that got it is told: ask as that client.",
      "Of a refresh token its client is told that it is active where no `token_type_hint` is sent. That answer has no `azp`, " +
        "which is why that is required.",
      "Without the jwt plugin all tokens are opaque and there are no keys: say `disableJwtPlugin: true`, as the server does. A " +
        "token for a `resource` names it then, and of it the clients are told that are linked to the resource.",
    ],
    denials: { "opaque-refresh-token": "token_inactive" },
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...both, ...user, aud: "https://api.acme.example", scope: "orders:read" },
      },
      {
        token: "opaque access token of a user",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          ...user,
          client_id: "web",
          azp: "web",
          scope: "openid profile",
          token_type: "Bearer",
        },
      },
      {
        token: "opaque access token of a client",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          client_id: "web",
          azp: "web",
          scope: "orders:read",
          token_type: "Bearer",
        },
      },
      {
        token: "refresh token, asked about by another client",
        kind: "refresh_token",
        format: "opaque",
        claims: { active: false },
      },
      {
        token: "refresh token, asked about by the client that owns it",
        kind: "refresh_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          ...user,
          client_id: "web",
          scope: "openid offline_access",
          token_type: "Bearer",
        },
      },
      ...idTokens,
    ],
  },
];
