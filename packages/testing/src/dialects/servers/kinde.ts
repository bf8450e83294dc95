import type { VerifierOptions } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { kinde } from "@ostiary/core/presets";
import { AUDIENCE_OPTIONAL, ROLES_GRANT, SCOPE_SHOWS_KIND } from "../audit-except.js";
import { SCOPE_CLAIM_REQUIRED } from "../denials.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: kinde({ domain: "acme.kinde.com", permissionsAsScopes: { prefix: "" } }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const anyApiOptions: VerifierOptions = {
  issuer: {
    ...kinde({ domain: "acme.kinde.com" }),
    [dangerouslyAcceptMissingAudience]: true,
    allowedClients: ["d4d3c5b74e064badb9625a4aa6241bcc"],
  },
  audience: "https://api.acme.example",
};
// #endregion

const iss = "https://acme.kinde.com";
const web = "d4d3c5b74e064badb9625a4aa6241bcc";
const machine = "0c8e5b74e064badb9625a4aa6241bcc1";
const every = { iss, iat: ISSUED_AT, exp: EXPIRES_AT };
const user = { ...every, sub: "kp_c3143a4b50ad43c88e541d9077681782", azp: web };
const inOrganization = { org_code: "org_1234567890a", permissions: ["orders:read"] };
const idToken = {
  ...user,
  aud: [iss],
  auth_time: ISSUED_AT - 10,
  jti: "9f1d7a2c-6a8c-4f7c-8d8c-0a3b8a6f6b41",
  rat: ISSUED_AT - 12,
  email: "ada@acme.example",
  name: "Ada",
  given_name: "Ada",
  updated_at: ISSUED_AT - 86_400,
};
const uncertain = ["Whether the token of a user who was granted no scope has `scp` was not verified."];
const notes = ["The client must ask for the API with the parameter `audience`: else `aud` is an empty list."];

const idTokens: readonly Shape[] = [
  {
    token: "ID token, code flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...idToken, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token, code flow, no nonce",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...idToken, at_hash: "kq0w4VtG6uQqS9rUzY2x1A", org_codes: ["org_1234567890a"] },
  },
  {
    token: "ID token, refresh flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...idToken, at_hash: "Yq0w4VtG6uQqS9rUzY2x1A", picture: "https://cdn.acme.example/ada.png" },
  },
];

export const KINDE: readonly Dialect[] = [
  {
    name: "kinde",
    server: "Kinde",
    product: "Kinde",
    preset: "kinde",
    options,
    uncertain,
    notes,
    auditExcept: { ...ROLES_GRANT, ...SCOPE_SHOWS_KIND },
    denials: SCOPE_CLAIM_REQUIRED,
    shapes: [
      {
        token: "access token",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...user,
          ...inOrganization,
          aud: ["https://api.acme.example"],
          jti: "27daa125-2fb2-4e14-9270-742cd56e764b",
          scp: ["openid", "profile", "orders:read"],
        },
      },
      {
        token: "access token with roles",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...user,
          ...inOrganization,
          aud: ["https://api.acme.example"],
          jti: "27daa125-2fb2-4e14-9270-742cd56e764c",
          scp: ["openid"],
          roles: [{ id: "r1", key: "reader", name: "Reader" }],
        },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...every,
          aud: ["https://api.acme.example"],
          azp: machine,
          gty: ["client_credentials"],
          jti: "f95ed3e0-cc4d-40c4-b95a-9971729b0ae5",
          scope: "orders:read",
          v: "2",
        },
      },
      {
        token: "access token, client credentials, both scope claims",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...every,
          aud: ["https://api.acme.example"],
          azp: machine,
          gty: ["client_credentials"],
          jti: "f95ed3e0-cc4d-40c4-b95a-9971729b0ae6",
          scope: "orders:read orders:write",
          scp: ["orders:read", "orders:write"],
          org_code: "org_1234567890a",
          v: "2",
        },
      },
      {
        token: "access token, client credentials, no scope",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...every,
          aud: ["https://api.acme.example"],
          azp: machine,
          gty: ["client_credentials"],
          jti: "f95ed3e0-cc4d-40c4-b95a-9971729b0ae7",
        },
      },
      ...idTokens,
    ],
  },
  {
    name: "kinde-no-api",
    server: "Kinde (no API asked for)",
    product: "Kinde",
    preset: "kinde",
    options: anyApiOptions,
    uncertain,
    notes: ["Where clients ask for no API, `aud` is an empty list: take these only of clients you name."],
    auditExcept: { ...ROLES_GRANT, ...SCOPE_SHOWS_KIND, ...AUDIENCE_OPTIONAL },
    denials: SCOPE_CLAIM_REQUIRED,
    shapes: [
      {
        token: "access token, no audience",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...user, ...inOrganization, aud: [], jti: "27daa125-2fb2-4e14-9270-742cd56e764d", scp: ["openid"] },
      },
      ...idTokens,
    ],
  },
];
