import type { VerifierOptions } from "@ostiary/core";
import { workOs } from "@ostiary/core/presets";
import { AUDIENCE_NOT_LISTED } from "../audit-except.js";
import { AUDIENCE_IS_OTHER_KIND } from "../denials.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: workOs({ tokens: "session", clientId: "client_01HAC3ME0RDERS", permissionsAsScopes: { prefix: "" } }),
};
// #endregion

// #region sample
const sharedIssuerOptions: VerifierOptions = {
  issuer: workOs({ tokens: "session", clientId: "client_01HAC3ME0RDERS", issuer: "https://api.workos.com" }),
};
// #endregion

// #region sample
const connectOptions: VerifierOptions = {
  issuer: workOs({ tokens: "connect", domain: "acme.authkit.app" }),
  audience: ["https://api.acme.example", "client_01HAC3ME0RDERS"],
};
// #endregion

const time = { iat: ISSUED_AT, exp: EXPIRES_AT };
const session = { ...time, sub: "user_01HBEQKA6K4Q", sid: "session_01HQSXZGF8FH", jti: "01HQSXZXPPFP" };
const organization = {
  org_id: "org_01HRDMC6CM35",
  role: "member",
  roles: ["member"],
  permissions: ["orders:read", "orders:write"],
  entitlements: ["audit-logs"],
};
const ownIssuer = "https://api.workos.com/user_management/client_01HAC3ME0RDERS";
const connect = { ...time, iss: "https://acme.authkit.app" };
const sessionNotes = [
  "These tokens have no `aud`: every session of the environment opens the API.",
  "A token to which a JWT template adds `aud` is refused; the documentation of the preset says what to change.",
];

export const WORK_OS: readonly Dialect[] = [
  {
    name: "work-os",
    server: "WorkOS (sessions)",
    product: "WorkOS",
    preset: "workOs",
    options,
    uncertain: [
      "Whether an environment writes this `iss` or `https://api.workos.com` has to be looked up in one of its tokens.",
    ],
    notes: sessionNotes,
    auditExcept: AUDIENCE_NOT_LISTED,
    denials: AUDIENCE_IS_OTHER_KIND,
    shapes: [
      {
        token: "access token of a session",
        kind: "access_token",
        claims: { ...session, iss: ownIssuer },
      },
      {
        token: "access token of a session in an organization",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...session, ...organization, iss: ownIssuer },
      },
      {
        token: "access token of a session, impersonated",
        kind: "access_token",
        claims: { ...session, ...organization, iss: ownIssuer, act: { sub: "admin@acme.example" } },
      },
      {
        token: "access token of a session, with claims of a template",
        kind: "access_token",
        claims: { ...session, ...organization, iss: ownIssuer, email: "ada@acme.example", given_name: "Ada" },
      },
    ],
  },
  {
    name: "work-os-shared",
    server: "WorkOS (sessions, shared issuer)",
    product: "WorkOS",
    preset: "workOs",
    options: sharedIssuerOptions,
    uncertain: ["That the keys at `/sso/jwks/<client id>` belong to this client alone was not verified."],
    notes: sessionNotes,
    auditExcept: AUDIENCE_NOT_LISTED,
    denials: AUDIENCE_IS_OTHER_KIND,
    shapes: [
      {
        token: "access token of a session",
        kind: "access_token",
        claims: { ...session, ...organization, iss: "https://api.workos.com" },
      },
    ],
  },
  {
    name: "work-os-connect",
    server: "WorkOS (Connect)",
    product: "WorkOS",
    preset: "workOs",
    options: connectOptions,
    uncertain: [
      "The header `typ` was not verified.",
      "That ID tokens have no `client_id`, which the preset requires, was not verified.",
    ],
    notes: [
      "`aud` is the resource indicator, or the client id of the environment for M2M applications and where none was asked for: list both.",
    ],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        claims: {
          ...connect,
          aud: "https://api.acme.example",
          sub: "user_01HBEQKA6K4Q",
          client_id: "client_01JP8BD0CZ40",
          org_id: "org_01HRDMC6CM35",
          sid: "app_consent_01HQSXZG",
          scope: "openid profile orders:read",
          jti: "01JMGA70GA2W",
        },
      },
      {
        token: "access token of a user, no resource asked for",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...connect,
          aud: "client_01HAC3ME0RDERS",
          sub: "user_01HBEQKA6K4Q",
          client_id: "client_01JP8BD0CZ40",
          sid: "app_consent_01HQSXZG",
          scope: "openid profile email offline_access",
          jti: "01JMGA70GA2X",
        },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        claims: {
          ...connect,
          aud: "client_01HAC3ME0RDERS",
          sub: "client_01JP8M2M0CZ4",
          client_id: "client_01JP8M2M0CZ4",
          org_id: "org_01HRDMC6CM35",
          scope: "orders:read",
          jti: "01JMGA70GA2Y",
        },
      },
      {
        token: "ID token, code flow",
        kind: "id_token",
        claims: {
          ...connect,
          aud: "client_01JP8BD0CZ40",
          sub: "user_01HBEQKA6K4Q",
          nonce: "4QWsQj7bUUkCXnoC",
          sid: "app_consent_01HQSXZG",
          email: "ada@acme.example",
          email_verified: true,
          name: "Ada",
        },
      },
      {
        token: "ID token, code flow, no nonce",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: {
          ...connect,
          aud: "client_01JP8BD0CZ40",
          sub: "user_01HBEQKA6K4Q",
          sid: "app_consent_01HQSXZG",
          email: "ada@acme.example",
          email_verified: true,
        },
      },
    ],
  },
];
