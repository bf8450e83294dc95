import type { VerifierOptions } from "@ostiary/core";
import { duende } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";
import { BOUND, withoutAudience } from "../refused-tokens.js";

// #region sample
const options: VerifierOptions = {
  issuer: duende({ url: "https://id.acme.example" }),
  audience: "orders",
};
// #endregion

// #region sample
const withReference: VerifierOptions = {
  issuer: duende({
    url: "https://id.acme.example",
    introspectAs: { clientId: "orders", clientSecret: "made up" },
  }),
  audience: "orders",
};
// #endregion

const issued = { iss: "https://id.acme.example", nbf: ISSUED_AT, iat: ISSUED_AT, exp: EXPIRES_AT };
const login = { sub: "818727", auth_time: ISSUED_AT - 10, idp: "local", sid: "4F1C0B7E9D2A" };
const ofAccess = { typ: "at+jwt" };
const access = { ...issued, ...login, aud: "orders", amr: ["pwd"], client_id: "web", jti: "9D2A7B0C1E4F" };
const machine = { ...issued, aud: "orders", client_id: "m2m", jti: "A0B1", scope: ["orders.read"] };
const id = { ...issued, ...login, exp: ISSUED_AT + 300, aud: "web", amr: ["pwd"] };
const logoutEvent = { "http://schemas.openid.net/event/backchannel-logout": {} };

const jwtAccessToken: Shape = {
  token: "access token of a user",
  kind: "access_token",
  header: ofAccess,
  claims: { ...access, scope: ["openid", "profile", "orders.read", "offline_access"] },
};

const notNamed = {
  reason: "audience_mismatch",
  because: "a token with ApiScopes alone is for no API in particular: put the scopes into an ApiResource",
} as const;

const refused: readonly Shape[] = [
  {
    token: "access token with ApiScopes alone",
    kind: "access_token",
    header: ofAccess,
    claims: { ...withoutAudience(access), scope: ["openid", "orders.read"] },
    refused: notNamed,
  },
  {
    token: "access token with ApiScopes alone, client credentials",
    kind: "access_token",
    header: ofAccess,
    claims: { ...withoutAudience(machine), client_tenant: "acme" },
    refused: notNamed,
  },
  {
    token: "access token bound by DPoP",
    kind: "access_token",
    header: ofAccess,
    claims: { ...machine, cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } },
    refused: BOUND,
  },
  {
    token: "access token bound to a certificate",
    kind: "access_token",
    header: ofAccess,
    claims: { ...machine, cnf: { "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" } },
    refused: BOUND,
  },
];

const otherTokens: readonly Shape[] = [
  {
    token: "ID token, code flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...id, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token, code flow without nonce",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...id, at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token, implicit flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...id, nonce: "n-0S6_WzA2Mj", name: "Ada", email: "ada@acme.example" },
  },
  {
    token: "ID token, hybrid flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...id, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA", s_hash: "pmWkWSBCL51Bfkhn79xPuK" },
  },
  {
    token: "logout token",
    kind: "logout_token",
    header: { typ: "logout+jwt" },
    claims: { ...issued, aud: "web", jti: "7C1D", sub: "818727", sid: "4F1C0B7E9D2A", events: logoutEvent },
  },
];

export const DUENDE: readonly Dialect[] = [
  {
    name: "duende",
    server: "Duende IdentityServer",
    product: "Duende IdentityServer",
    preset: "duende",
    options,
    uncertain: [
      "A server behind a proxy may write another host into `iss`: set `IssuerUri` there.",
      'If `AccessTokenJwtType` was emptied, access tokens have `typ: JWT`: say so with `accessTokenJwtType: "JWT"`.',
    ],
    notes: [
      "`audience` is the name of the ApiResource, often no URL. Tokens with ApiScopes alone have no audience and are refused: put the scopes into an ApiResource.",
      "With `EmitStaticAudienceClaim` every token also has the audience `https://id.acme.example/resources`, which all APIs of the server share.",
      "Tokens of clients that act for themselves have no `sub`.",
    ],
    shapes: [
      jwtAccessToken,
      {
        token: "access token with the scopes in a string",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, scope: "openid profile orders.read" },
      },
      {
        token: "access token for several APIs",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, aud: ["orders", "invoices"], scope: ["orders.read", "invoices.read"] },
      },
      {
        token: "access token with the static audience",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, aud: ["https://id.acme.example/resources", "orders"], scope: ["orders.read"] },
      },
      {
        token: "access token with user claims",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, scope: ["orders.read"], role: ["reader"], email: "ada@acme.example", acr: "1" },
      },
      { token: "access token, client credentials", kind: "access_token", header: ofAccess, claims: machine },
      {
        token: "access token, client credentials with claims of the client",
        kind: "access_token",
        header: ofAccess,
        claims: { ...machine, client_tenant: "acme" },
      },
      {
        token: "access token, token exchange with an actor",
        kind: "access_token",
        header: ofAccess,
        claims: { ...access, scope: ["orders.read"], act: { client_id: "gateway" } },
      },
      ...refused,
      ...otherTokens,
      {
        token: "signed answer of introspection",
        kind: "introspection_jwt",
        header: { typ: "token-introspection+jwt" },
        claims: {
          iss: "https://id.acme.example",
          iat: ISSUED_AT,
          exp: EXPIRES_AT,
          aud: "orders",
          token_introspection: { active: true, client_id: "web", scope: "orders.read" },
        },
      },
    ],
  },
  {
    name: "duende-reference",
    server: "Duende IdentityServer (with reference tokens)",
    product: "Duende IdentityServer",
    preset: "duende",
    options: withReference,
    uncertain: [
      "The answer does not tell the kind of a token to an API. The server calls no other tokens active to it; to a client it does, so introspect as the ApiResource.",
    ],
    notes: [
      "Introspect as the ApiResource: its name, and one of its secrets. The scopes in the answer are those of this API alone.",
    ],
    shapes: [
      {
        token: "reference token of a user",
        kind: "access_token",
        format: "opaque",
        claims: { ...access, amr: "pwd", scope: "orders.read" },
      },
      {
        token: "reference token, client credentials",
        kind: "access_token",
        format: "opaque",
        claims: { ...machine, scope: "orders.read" },
      },
      jwtAccessToken,
      { token: "JWT access token, client credentials", kind: "access_token", header: ofAccess, claims: machine },
      {
        token: "refresh token, as told to its client",
        kind: "refresh_token",
        format: "opaque",
        claims: {
          client_id: "web",
          token_type: "refresh_token",
          iat: ISSUED_AT,
          exp: EXPIRES_AT + 2_588_400,
          sub: "818727",
          scope: "openid orders.read offline_access",
        },
      },
      ...otherTokens,
    ],
  },
];
