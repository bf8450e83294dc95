import type { VerifierOptions } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { logto } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: logto({ endpoint: "https://acme.logto.app" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const ofOrganization: VerifierOptions = {
  issuer: logto({ endpoint: "https://acme.logto.app" }),
  audience: "urn:logto:organization:org_8sd",
};
// #endregion

// #region sample
const withOpaque: VerifierOptions = {
  issuer: logto({
    endpoint: "https://acme.logto.app",
    introspectAs: { clientId: "m2m9x", clientSecret: "made up" },
    clientIds: ["0xk3bq8w2l5n7v1c"],
    [dangerouslyAcceptMissingAudience]: true,
  }),
  audience: "https://api.acme.example",
};
// #endregion

const web = "0xk3bq8w2l5n7v1c";
const user = "3ev9k2m4x7qz";
const issued = { iat: ISSUED_AT, exp: EXPIRES_AT, iss: "https://acme.logto.app/oidc" };
const access = { ...issued, jti: "w5Vd0c0jQm3v", sub: user, client_id: web, aud: "https://api.acme.example" };
const machine = { ...access, jti: "k3", sub: "m2m9x", client_id: "m2m9x" };
const ofAccess = { typ: "at+jwt" };
const id = { ...issued, sub: user, aud: web };
const logoutEvent = { "http://schemas.openid.net/event/backchannel-logout": {} };

const otherTokens: readonly Shape[] = [
  {
    token: "ID token, code flow with nonce",
    kind: "id_token",
    claims: { ...id, name: "Ada", picture: null, username: "ada", nonce: "n-0S6_WzA2Mj", sid: "h3kQ9" },
  },
  {
    token: "ID token, code flow without nonce",
    kind: "id_token",
    claims: { ...id, name: "Ada", username: "ada", sid: "h3kQ9" },
  },
  {
    token: "ID token, refresh flow, scope openid alone",
    kind: "id_token",
    claims: { ...id, sid: "h3kQ9" },
  },
  { token: "ID token with no more than what is required", kind: "id_token", claims: id },
  {
    token: "ID token of older versions, with at_hash",
    kind: "id_token",
    claims: { ...id, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "logout token",
    kind: "logout_token",
    header: { typ: "logout+jwt" },
    claims: { ...issued, aud: web, jti: "l1", sub: user, sid: "h3kQ9", events: logoutEvent },
  },
];

export const LOGTO: readonly Dialect[] = [
  {
    name: "logto",
    server: "Logto",
    product: "Logto",
    preset: "logto",
    options,
    uncertain: [
      "With a custom domain every token names it as its issuer; those that were got through the other domain are refused.",
    ],
    notes: [
      "Clients get a JWT if they name the API in the parameter `resource`; without it they get an opaque token, which is for Logto's own endpoints.",
      "`audience` is the API identifier exactly as it stands in the console.",
      "JWTs cannot be introspected at Logto: it answers with 400.",
    ],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, scope: "read:orders write:orders" },
      },
      {
        token: "access token of a user, no scope granted",
        kind: "access_token",
        header: ofAccess,
        claims: access,
      },
      {
        token: "access token for the API within an organization",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, scope: "read:orders", organization_id: "org_8sd" },
      },
      {
        token: "access token with claims of the tenant's own",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, scope: "read:orders", plan: "gold", email: "ada@acme.example" },
      },
      {
        token: "access token, token exchange with an actor",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, scope: "read:orders", act: { sub: "7pq1support" } },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: ofAccess,
        claims: { ...machine, scope: "read:orders" },
      },
      {
        token: "access token, client credentials, no scope granted",
        kind: "access_token",
        header: ofAccess,
        claims: machine,
      },
      ...otherTokens,
    ],
  },
  {
    name: "logto-organization",
    server: "Logto (organization tokens)",
    product: "Logto",
    preset: "logto",
    options: ofOrganization,
    uncertain: [],
    notes: [
      "The audience is `urn:logto:organization:` and the id of the organization; list several in `audience` for several organizations.",
    ],
    denials: { "id-token": "unexpected_type", "id-token-for-api": "unexpected_type" },
    shapes: [
      {
        token: "access token, no scope granted",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, jti: "k2", scope: "", aud: "urn:logto:organization:org_8sd" },
      },
      {
        token: "access token with scopes",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, jti: "k2", scope: "invite:member", aud: "urn:logto:organization:org_8sd" },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: ofAccess,
        claims: { ...machine, scope: "read:member", aud: "urn:logto:organization:org_8sd" },
      },
      {
        token: "ID token with the user's organizations",
        kind: "id_token",
        claims: { ...id, sid: "h3kQ9", organizations: ["org_8sd"], organization_roles: ["org_8sd:admin"] },
      },
    ],
  },
  {
    name: "logto-opaque",
    server: "Logto (opaque tokens)",
    product: "Logto",
    preset: "logto",
    options: withOpaque,
    uncertain: [],
    notes: [
      "An opaque token is for Logto's own endpoints and names no audience: whoever logs in to one of `clientIds` can call this API with it. Prefer JWTs.",
      "The answer about a refresh token has no `token_type`, which is asked for.",
    ],
    auditExcept: { "opaque-audience-missing": "introspection need not name an audience with this server" },
    shapes: [
      {
        token: "opaque access token of a user",
        kind: "access_token",
        format: "opaque",
        claims: { ...issued, sub: user, client_id: web, scope: "openid profile", token_type: "Bearer" },
      },
      {
        token: "JWT access token",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, scope: "read:orders" },
      },
      {
        token: "opaque refresh token",
        kind: "refresh_token",
        format: "opaque",
        claims: {
          ...issued,
          exp: EXPIRES_AT + 1_206_000,
          sub: user,
          client_id: web,
          scope: "openid profile offline_access",
        },
      },
      ...otherTokens,
    ],
  },
];
