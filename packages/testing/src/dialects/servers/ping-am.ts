import type { VerifierOptions } from "@ostiary/core";
import { pingAm } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: pingAm({
    domain: "acme.forgeblocks.com",
    realm: "alpha",
    clientIds: ["orders-web", "orders-m2m"],
    introspectAs: { clientId: "orders-api", clientSecret: "made-up-secret" },
  }),
};
// #endregion

const every = {
  iss: "https://acme.forgeblocks.com:443/am/oauth2/alpha",
  iat: ISSUED_AT,
  exp: EXPIRES_AT,
  realm: "/alpha",
  auditTrackingId: "1b0e7a3c-4f0e-4a55-9f57-3f8c3f4f2d10-1234",
};
const stateless = { ...every, cts: "OAUTH2_STATELESS_GRANT", auth_level: 0, token_type: "Bearer", nbf: ISSUED_AT };
const user = { sub: "(usr!ada)", subname: "ada", auth_time: ISSUED_AT - 10 };
const idToken = {
  ...every,
  ...user,
  tokenName: "id_token",
  tokenType: "JWTToken",
  aud: "orders-web",
  azp: "orders-web",
  acr: "0",
  sid: "Zq1rN8b0",
  org: "acme",
};

export const PING_AM: readonly Dialect[] = [
  {
    name: "ping-am",
    server: "PingAM",
    product: "PingAM",
    preset: "pingAm",
    options,
    uncertain: [
      "What introspection says of opaque refresh tokens was not verified.",
      "Whether `iss` has the port depends on how the server is deployed.",
    ],
    notes: [
      "In the stateless (client-based) mode choose an asymmetric signature algorithm.",
      "`aud` is the client id, unless a script sets another: `clientIds` is a list of clients whose tokens are taken.",
    ],
    shapes: [
      {
        token: "access token",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...stateless,
          ...user,
          tokenName: "access_token",
          authGrantId: "g-7Hq2",
          aud: "orders-web",
          grant_type: "authorization_code",
          scope: ["openid", "orders:read"],
          expires_in: 3600,
          jti: "t-8Kd0",
        },
      },
      {
        token: "access token with nonce",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...stateless,
          ...user,
          tokenName: "access_token",
          authGrantId: "g-7Hq3",
          aud: "orders-web",
          nonce: "n-0S6_WzA2Mj",
          grant_type: "authorization_code",
          scope: ["openid", "orders:read"],
          expires_in: 3600,
          jti: "t-8Kd1",
          client_id: "orders-web",
        },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...stateless,
          sub: "(age!orders-m2m)",
          subname: "orders-m2m",
          tokenName: "access_token",
          authGrantId: "g-7Hq4",
          aud: "orders-m2m",
          grant_type: "client_credentials",
          scope: ["orders:read"],
          expires_in: 3600,
          jti: "t-8Kd2",
        },
      },
      {
        token: "opaque access token",
        kind: "access_token",
        format: "opaque",
        claims: {
          ...every,
          sub: "(usr!ada)",
          subname: "ada",
          scope: "openid orders:read",
          client_id: "orders-web",
          aud: "orders-web",
          user_id: "ada",
          username: "ada",
          token_type: "Bearer",
          cts: "OAUTH2_GRANT_SET",
          expires_in: 3590,
          authGrantId: "g-7Hq5",
        },
      },
      {
        token: "refresh token",
        kind: "refresh_token",
        header: { typ: "JWT" },
        claims: {
          ...stateless,
          ...user,
          tokenName: "refresh_token",
          authGrantId: "g-7Hq2",
          aud: "orders-web",
          grant_type: "authorization_code",
          scope: ["openid", "orders:read"],
          ops: "o-1Lp3",
          exp: EXPIRES_AT + 86_400,
          expires_in: 604_800,
          jti: "t-9Kd0",
        },
      },
      {
        token: "ID token, code flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: {
          ...idToken,
          nonce: "n-0S6_WzA2Mj",
          at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
          c_hash: "LDktKdoQak3Pk0cnXxCltA",
          s_hash: "bOhtX8F73IMjSPeVAqxyTQ",
        },
      },
      {
        token: "ID token, code flow, no nonce",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...idToken, at_hash: "kq0w4VtG6uQqS9rUzY2x1A", s_hash: "bOhtX8F73IMjSPeVAqxyTQ" },
      },
      {
        token: "ID token, refresh flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...idToken, at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
      },
    ],
  },
];
