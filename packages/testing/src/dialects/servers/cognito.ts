import type { VerifierOptions } from "@ostiary/core";
import { cognito } from "@ostiary/core/presets";
import { AUDIENCE_OPTIONAL } from "../audit-except.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: cognito({
    region: "eu-west-1",
    userPoolId: "eu-west-1_Abc123",
    clientIds: ["7e89f0d8a1b2c3d4e5f6g7h8i9"],
    groupsAsScopes: { prefix: "group:" },
  }),
};
// #endregion

// #region sample
const bound: VerifierOptions = {
  issuer: cognito({
    region: "eu-west-1",
    userPoolId: "eu-west-1_Abc123",
    clientIds: ["7e89f0d8a1b2c3d4e5f6g7h8i9"],
    audience: "https://api.acme.example",
  }),
};
// #endregion

const client = "7e89f0d8a1b2c3d4e5f6g7h8i9";
const issued = {
  iss: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc123",
  iat: ISSUED_AT,
  exp: EXPIRES_AT,
  auth_time: ISSUED_AT - 10,
  jti: "2c3d",
};
const access = {
  ...issued,
  sub: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
  client_id: client,
  origin_jti: "0f1e",
  token_use: "access",
  username: "ada",
  version: 2,
};
const id = {
  ...issued,
  sub: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
  aud: client,
  "cognito:username": "ada",
  email: "ada@acme.example",
  email_verified: true,
  event_id: "77",
  origin_jti: "0f1e",
  token_use: "id",
};

const idTokens: readonly Shape[] = [
  {
    token: "ID token, code flow",
    kind: "id_token",
    claims: { ...id, at_hash: "kq0w4VtG6uQqS9rUzY2x1A", "cognito:groups": ["staff"] },
  },
  {
    token: "ID token, code flow with nonce",
    kind: "id_token",
    claims: { ...id, at_hash: "kq0w4VtG6uQqS9rUzY2x1A", nonce: "n-0S6_WzA2Mj" },
  },
  { token: "ID token, login by the SDK", kind: "id_token", claims: id },
  {
    token: "ID token of a user of another identity provider",
    kind: "id_token",
    claims: {
      ...id,
      "cognito:username": "google_107",
      identities: [{ userId: "107", providerName: "Google", providerType: "Google", primary: "true" }],
    },
  },
];

export const COGNITO: readonly Dialect[] = [
  {
    name: "cognito",
    server: "Amazon Cognito",
    product: "Amazon Cognito",
    preset: "cognito",
    options,
    uncertain: ["Regions outside the standard partition may have another domain: override `issuer` for these."],
    notes: [
      "Access tokens name no audience, so the app clients are the audience: list those whose users and services may call here.",
      'What a token may do is in its scopes, which begin with the identifier of a resource server: `requireScope("orders/read")`. Tokens of logins by the SDK have `aws.cognito.signin.user.admin` alone.',
      'With `groupsAsScopes` the groups count as scopes: `requireScope("group:staff")`.',
    ],
    auditExcept: AUDIENCE_OPTIONAL,
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        claims: { ...access, scope: "openid orders/read", "cognito:groups": ["staff"] },
      },
      {
        token: "access token of a user, login by the SDK",
        kind: "access_token",
        claims: {
          iss: issued.iss,
          iat: ISSUED_AT,
          exp: EXPIRES_AT,
          auth_time: ISSUED_AT,
          jti: "5e6f",
          sub: access.sub,
          client_id: client,
          device_key: "eu-west-1_aaaa-bbbb",
          event_id: "78",
          origin_jti: "0f1e",
          scope: "aws.cognito.signin.user.admin",
          token_use: "access",
          username: "ada",
        },
      },
      {
        token: "access token with claims of a Lambda trigger",
        kind: "access_token",
        claims: { ...access, scope: "orders/read", tenant: "acme", email: "ada@acme.example" },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        claims: { ...issued, sub: client, client_id: client, scope: "orders/read", token_use: "access", version: 2 },
      },
      ...idTokens,
    ],
  },
  {
    name: "cognito-resource",
    server: "Amazon Cognito (resource binding)",
    product: "Amazon Cognito",
    preset: "cognito",
    options: bound,
    uncertain: [],
    notes: [
      "Clients ask with the parameter `resource`, which is then the audience (feature plans Essentials and Plus). With `audience` here, tokens without one are refused.",
    ],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        claims: { ...access, scope: "openid orders/read", aud: "https://api.acme.example" },
      },
      ...idTokens,
    ],
  },
];
