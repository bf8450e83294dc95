import type { VerifierOptions } from "@ostiary/core";
import { springAuthorizationServer } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: springAuthorizationServer({ issuer: "https://auth.acme.example", clientIds: ["web", "worker"] }),
};
// #endregion

// #region sample
const opaqueOptions: VerifierOptions = {
  issuer: springAuthorizationServer({
    issuer: "https://auth.acme.example",
    clientIds: ["web", "worker"],
    introspectAs: { clientId: "orders-api", clientSecret: "from a secret store" },
  }),
};
// #endregion

const every = {
  iss: "https://auth.acme.example",
  iat: ISSUED_AT,
  exp: EXPIRES_AT,
  jti: "1f0d7c2a-84be-4e57-9a63-b2c5d8e0f419",
};
const access = { ...every, nbf: ISSUED_AT };
const login = { ...every, exp: ISSUED_AT + 1800, sub: "ada", aud: "web", azp: "web" };
const session = { auth_time: ISSUED_AT - 10, sid: "Yk3vR8tW1nQ5xZ7pL2mB9cJ4hG6fD0sA" };

const idTokens: readonly Shape[] = [
  {
    token: "ID token of the code flow",
    kind: "id_token",
    claims: { ...login, ...session, nonce: "n-0S6_WzA2Mj" },
  },
  { token: "ID token of the code flow, without nonce", kind: "id_token", claims: { ...login, ...session } },
  {
    token: "ID token of the refresh flow",
    kind: "id_token",
    claims: { ...login, ...session, jti: "84e1b6d3-0f7a-4c29-8d5e-7a3b9c1f2e60" },
  },
  { token: "ID token without a session", kind: "id_token", claims: login },
];

export const SPRING_AUTHORIZATION_SERVER: readonly Dialect[] = [
  {
    name: "spring",
    server: "Spring Authorization Server",
    product: "Spring Authorization Server",
    preset: "springAuthorizationServer",
    options,
    uncertain: [
      "What a token customizer adds or takes away: tokens without `nbf` are refused, and so are those with `azp`.",
    ],
    notes: [
      "The audience is the client, unless a token customizer writes another: then give `audience` in place of `clientIds`.",
      'A customizer that sets the header `typ` to `at+jwt` leaves nothing to judge: then add `tokenKind: "rfc9068"`.',
    ],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        claims: { ...access, sub: "ada", aud: "web", scope: ["openid", "profile", "orders.read"] },
      },
      {
        token: "access token of a client",
        kind: "access_token",
        claims: { ...access, sub: "worker", aud: "worker", scope: ["orders.read"] },
      },
      {
        token: "access token of a client, without scopes",
        kind: "access_token",
        claims: { ...access, sub: "worker", aud: "worker" },
      },
      {
        token: "access token with roles of a customizer",
        kind: "access_token",
        claims: { ...access, sub: "ada", aud: "web", scope: ["orders.read"], roles: ["reader"] },
      },
      {
        token: "access token of an exchange",
        kind: "access_token",
        claims: {
          ...access,
          sub: "ada",
          aud: "worker",
          scope: ["orders.read"],
          act: { iss: every.iss, sub: "worker" },
        },
      },
      {
        token: "access token that a customizer has typed",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...access, sub: "ada", aud: "web", scope: ["orders.read"] },
      },
      ...idTokens,
    ],
  },
  {
    name: "spring-opaque",
    server: "Spring Authorization Server (opaque tokens too)",
    product: "Spring Authorization Server",
    preset: "springAuthorizationServer",
    options: opaqueOptions,
    uncertain: [],
    notes: ["For clients with `accessTokenFormat(OAuth2TokenFormat.REFERENCE)`."],
    shapes: [
      {
        token: "access token of a client",
        kind: "access_token",
        claims: { ...access, sub: "worker", aud: "worker", scope: ["orders.read"] },
      },
      {
        token: "opaque access token of a user",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          ...access,
          sub: "ada",
          aud: ["web"],
          client_id: "web",
          scope: "openid orders.read",
          token_type: "Bearer",
        },
      },
      {
        token: "opaque access token of a client",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          ...access,
          sub: "worker",
          aud: ["worker"],
          client_id: "worker",
          scope: "orders.read",
          token_type: "Bearer",
        },
      },
      {
        token: "refresh token",
        kind: "refresh_token",
        format: "opaque",
        claims: { active: true, client_id: "web", iat: ISSUED_AT, exp: EXPIRES_AT },
      },
      ...idTokens,
    ],
  },
];
