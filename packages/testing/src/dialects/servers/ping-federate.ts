import type { VerifierOptions } from "@ostiary/core";
import { pingFederate } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";
import { withoutAudience } from "../refused-tokens.js";

// #region sample
const options: VerifierOptions = {
  issuer: pingFederate({
    domain: "sso.acme.example",
    jwksPath: "/oauth/jwks",
    introspectAs: { clientId: "orders-api", clientSecret: "made-up-secret" },
  }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const typedOptions: VerifierOptions = {
  issuer: pingFederate({ domain: "sso.acme.example", jwksPath: "/oauth/jwks", typed: true }),
  audience: "https://api.acme.example",
};
// #endregion

const every = { iss: "https://sso.acme.example", iat: ISSUED_AT, exp: EXPIRES_AT };
const access = {
  ...every,
  aud: "https://api.acme.example",
  client_id: "orders-web",
  scope: ["openid", "orders.read"],
  sub: "ada",
  jti: "pF7qX2",
};
const login = { sub: "ada", aud: "orders-web", auth_time: ISSUED_AT - 10, jti: "pF7qY1" };
const idTokens: readonly Shape[] = [
  {
    token: "ID token, code flow",
    kind: "id_token",
    claims: { ...every, ...login, nonce: "n-0S6_WzA2Mj", acr: "urn:acme:pwd", "pi.sri": "s8Kd0" },
  },
  {
    token: "ID token, code flow, no nonce",
    kind: "id_token",
    claims: { ...every, ...login, at_hash: "kq0w4VtG6uQqS9rUzY2x1A", "pi.sri": "s8Kd0" },
  },
  {
    token: "ID token, hybrid flow",
    kind: "id_token",
    claims: {
      ...every,
      ...login,
      nonce: "n-0S6_WzA2Mj",
      at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
      c_hash: "LDktKdoQak3Pk0cnXxCltA",
      s_hash: "bOhtX8F73IMjSPeVAqxyTQ",
    },
  },
];

export const PING_FEDERATE: readonly Dialect[] = [
  {
    name: "ping-federate",
    server: "PingFederate",
    product: "PingFederate",
    preset: "pingFederate",
    options,
    uncertain: [
      "What the tokens hold is a matter of configuration; these shapes have the names that are the default.",
      "The default header `typ` was not verified.",
      "What introspection says of refresh tokens was not verified; it is asked about access tokens only.",
    ],
    notes: [
      "Set Issuer Claim Value, Audience Claim Value and Type Header Value (`at+jwt`) in the access token management instance.",
    ],
    shapes: [
      { token: "access token", kind: "access_token", claims: access },
      {
        token: "access token, header of the manager",
        kind: "access_token",
        header: { "pi.atm": "1" },
        claims: { ...access, scope: "openid orders.read", username: "ada", OrgName: "Acme" },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        claims: { ...every, aud: "https://api.acme.example", client_id: "orders-m2m", scope: ["orders.read"] },
      },
      {
        token: "access token, no scope",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...every, aud: "https://api.acme.example", client_id: "orders-m2m", jti: "pF7qX3" },
      },
      {
        token: "reference token",
        kind: "access_token",
        format: "opaque",
        claims: {
          iss: "https://sso.acme.example",
          aud: "https://api.acme.example",
          scope: "openid orders.read",
          client_id: "orders-web",
          username: "ada",
          token_type: "Bearer",
          exp: EXPIRES_AT,
        },
      },
      {
        token: "access token without audience",
        kind: "access_token",
        claims: withoutAudience(access),
        refused: {
          reason: "audience_mismatch",
          because:
            "nothing says for which API the token is: set Audience Claim Value in the access token management instance",
        },
      },
      ...idTokens,
    ],
  },
  {
    name: "ping-federate-typed",
    server: "PingFederate (typed tokens)",
    product: "PingFederate",
    preset: "pingFederate",
    options: typedOptions,
    uncertain: [],
    notes: ["With Type Header Value `at+jwt` nothing else is accepted."],
    shapes: [
      { token: "access token", kind: "access_token", header: { typ: "at+jwt" }, claims: access },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: {
          iss: "https://sso.acme.example",
          exp: EXPIRES_AT,
          aud: "https://api.acme.example",
          client_id: "orders-m2m",
          scope: ["orders.read"],
        },
      },
      ...idTokens,
    ],
  },
];
