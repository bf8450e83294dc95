import type { VerifierOptions } from "@ostiary/core";
import { stytch } from "@ostiary/core/presets";
import { READABLE_SCOPE_SHOWS_KIND } from "../audit-except.js";
import { READABLE_SCOPE_REQUIRED } from "../denials.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: stytch({
    projectId: "project-live-8d7c2c1e-9b3a-4c07-b1f6-52b0b7d0a2c4",
    tokens: "connected-app",
    domain: "login.acme.example",
  }),
};
// #endregion

// #region sample
const machineOptions: VerifierOptions = {
  issuer: stytch({ projectId: "project-live-8d7c2c1e-9b3a-4c07-b1f6-52b0b7d0a2c4", tokens: "m2m" }),
};
// #endregion

// #region sample
const sessionOptions: VerifierOptions = {
  issuer: stytch({
    projectId: "project-live-8d7c2c1e-9b3a-4c07-b1f6-52b0b7d0a2c4",
    tokens: "session",
    rolesAsScopes: { prefix: "role:" },
  }),
};
// #endregion

const projectId = "project-live-8d7c2c1e-9b3a-4c07-b1f6-52b0b7d0a2c4";

const time = { iat: ISSUED_AT, nbf: ISSUED_AT, exp: EXPIRES_AT };
const user = { ...time, sub: "user-live-16d9ba61-97a1-4ba4-9720-b03761dc50c6" };
const app = "connected-app-live-d731954d-dab3-4a2b-bdee-07f3ad1be888";
const atDomain = "https://login.acme.example";
const atStytch = `stytch.com/${projectId}`;

function accessTokenOf(iss: string): Shape {
  return {
    token: "access token of a connected app",
    kind: "access_token",
    header: { typ: "JWT" },
    claims: {
      ...user,
      iss,
      aud: [projectId],
      client_id: app,
      jti: "LOe49j3s9d9dmacslUvrb15Z",
      scope: "openid email orders:read",
    },
  };
}

function machineTokenOf(iss: string): Shape {
  return {
    token: "access token of a machine",
    kind: "access_token",
    header: { typ: "JWT" },
    claims: {
      ...time,
      iss,
      aud: [projectId],
      sub: "m2m-client-live-d731954d-dab3-4a2b-bdee-07f3ad1be885",
      scope: "orders:read orders:write",
    },
  };
}

function sessionTokenOf(iss: string): Shape {
  return {
    token: "session JWT",
    kind: "access_token",
    header: { typ: "JWT" },
    claims: {
      ...user,
      iss,
      aud: [projectId],
      "https://stytch.com/session": {
        id: "session-live-fe6c042b-6286-479f-8a4f-b046a6c46509",
        started_at: "2026-11-18T20:35:22Z",
        last_accessed_at: "2026-11-18T20:35:22Z",
        expires_at: "2026-11-25T20:35:22Z",
        attributes: { user_agent: "", ip_address: "192.0.2.10" },
        authentication_factors: [{ type: "password", delivery_method: "knowledge" }],
        roles: ["stytch_user"],
      },
    },
  };
}

function idTokensOf(iss: string): readonly Shape[] {
  return [
    {
      token: "ID token, scopes profile and email",
      kind: "id_token",
      header: { typ: "JWT" },
      claims: {
        ...user,
        iss,
        aud: [app],
        name: "Ada Lovelace",
        given_name: "Ada",
        family_name: "Lovelace",
        email: "ada@acme.example",
        email_verified: true,
      },
    },
    {
      token: "ID token, scope openid alone",
      kind: "id_token",
      header: { typ: "JWT" },
      claims: { ...user, iss, aud: [app] },
    },
    {
      token: "ID token with nonce",
      kind: "id_token",
      header: { typ: "JWT" },
      claims: { ...user, iss, aud: [app], nonce: "n-0S6_WzA2Mj", email: "ada@acme.example" },
    },
  ];
}

export const STYTCH: readonly Dialect[] = [
  {
    name: "stytch",
    server: "Stytch (connected apps)",
    product: "Stytch",
    preset: "stytch",
    options,
    uncertain: ["That ID tokens carry a `nonce` which was sent was not verified."],
    notes: ["Give `domain` if tokens are obtained at the domain of the project: then it stands in `iss`."],
    shapes: [
      accessTokenOf(atDomain),
      {
        ...accessTokenOf(atDomain),
        token: "access token of a connected app, no typ",
        header: {},
      },
      ...idTokensOf(atDomain),
    ],
  },
  {
    name: "stytch-m2m",
    server: "Stytch (M2M)",
    product: "Stytch",
    preset: "stytch",
    options: machineOptions,
    uncertain: [
      "Whether the token of a machine without scopes has `scope` was not verified; without it, it is refused.",
    ],
    notes: ["The client is `sub`."],
    auditExcept: READABLE_SCOPE_SHOWS_KIND,
    denials: READABLE_SCOPE_REQUIRED,
    shapes: [
      machineTokenOf(atStytch),
      {
        ...machineTokenOf(atStytch),
        token: "access token of a machine, with claims of a template",
        claims: { ...machineTokenOf(atStytch).claims, contact: "orders@acme.example" },
      },
      ...idTokensOf(atStytch),
    ],
  },
  {
    name: "stytch-session",
    server: "Stytch (sessions)",
    product: "Stytch",
    preset: "stytch",
    options: sessionOptions,
    uncertain: ["Where the roles of a session stand was not verified."],
    notes: ["Session JWTs live for five minutes."],
    shapes: [
      sessionTokenOf(atStytch),
      {
        ...sessionTokenOf(atStytch),
        token: "session JWT in an organization",
        claims: {
          ...sessionTokenOf(atStytch).claims,
          sub: "member-live-32fc5024-9c09-4da3-bd2e-c9ce4da9375f",
          "https://stytch.com/organization": { organization_id: "organization-live-7Hq2", slug: "acme" },
        },
      },
      ...idTokensOf(atStytch),
    ],
  },
];
