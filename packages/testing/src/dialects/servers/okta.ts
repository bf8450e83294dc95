import type { VerifierOptions } from "@ostiary/core";
import { okta } from "@ostiary/core/presets";
import { ALL_INTROSPECTED } from "../audit-except.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";
import { BOUND, REVOKED } from "../refused-tokens.js";

// #region sample
const options: VerifierOptions = {
  issuer: okta({ domain: "acme.okta.com" }),
  audience: "api://default",
};
// #endregion

// #region sample
const introspected: VerifierOptions = {
  issuer: okta({
    domain: "acme.okta.com",
    introspectAs: { clientId: "0oa9orders", clientSecret: "from a secret store" },
  }),
  audience: "api://default",
};
// #endregion

const issued = { ver: 1, iss: "https://acme.okta.com/oauth2/default", iat: ISSUED_AT, exp: EXPIRES_AT };
const access = {
  ...issued,
  jti: "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMUVD7dQk3mA",
  aud: "api://default",
  cid: "0oa1xyzABC",
  uid: "00u1abcDEF",
  auth_time: ISSUED_AT - 10,
  sub: "ada@acme.example",
};
const id = {
  ...issued,
  sub: "00u1abcDEF",
  aud: "0oa1xyzABC",
  jti: "ID.PqRsTuVw",
  amr: ["pwd"],
  idp: "00o1",
  auth_time: ISSUED_AT - 10,
};

const machine = {
  ...issued,
  jti: "AT.x",
  aud: "api://default",
  cid: "0oa1xyzABC",
  scp: ["orders.read"],
  sub: "0oa1xyzABC",
};

const idTokens: readonly Shape[] = [
  {
    token: "ID token, code flow",
    kind: "id_token",
    claims: { ...id, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token, code flow without nonce",
    kind: "id_token",
    claims: { ...id, at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token, implicit flow",
    kind: "id_token",
    claims: { ...id, nonce: "n-0S6_WzA2Mj", name: "Ada", preferred_username: "ada@acme.example" },
  },
  {
    token: "ID token, native single sign-on",
    kind: "id_token",
    claims: { ...id, at_hash: "kq0w4VtG6uQqS9rUzY2x1A", ds_hash: "sFG4uLNwYyqgvFVUYvXQHQ", sid: "102n" },
  },
];

const deviceSecret: Shape = {
  token: "device secret of native single sign-on",
  kind: "other",
  format: "opaque",
  claims: {
    iss: "https://acme.okta.com/oauth2/default",
    client_id: "0oa1xyzABC",
    sub: "ada@acme.example",
    aud: "api://default",
    iat: ISSUED_AT,
    exp: EXPIRES_AT,
    token_type: "urn:x-oath:params:oauth:token-type:device-secret",
  },
};

export const OKTA: readonly Dialect[] = [
  {
    name: "okta",
    server: "Okta",
    product: "Okta",
    preset: "okta",
    options,
    uncertain: ["What introspection says of refresh tokens; they are refused unless they are called bearer tokens."],
    notes: [
      "`audience` is what the settings of the authorization server name so.",
      'For another custom authorization server give its id: `okta({ domain, authorizationServer: "aus1abcDEF2ghiJKL3m4" })`.',
      "The organization's own authorization server (`https://acme.okta.com`) is refused: its access tokens are for Okta's API alone.",
    ],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        claims: { ...access, scp: ["openid", "orders.read"] },
      },
      {
        token: "access token of a user with offline access",
        kind: "access_token",
        claims: { ...access, jti: "AT.1a.oar2b3c", scp: ["offline_access", "orders.read"] },
      },
      {
        token: "access token with groups and claims of the organization's own",
        kind: "access_token",
        claims: { ...access, scp: ["orders.read"], groups: ["Everyone"], department: "sales" },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        claims: machine,
      },
      {
        token: "access token bound by DPoP",
        kind: "access_token",
        claims: {
          ...access,
          jti: "AT.dp0p",
          scp: ["orders.read"],
          cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
        },
        refused: BOUND,
      },
      ...idTokens,
      deviceSecret,
    ],
  },
  {
    name: "okta-introspected",
    server: "Okta (asked about each token)",
    product: "Okta",
    preset: "okta",
    options: introspected,
    uncertain: ["What introspection says of refresh tokens; they are refused unless they are called bearer tokens."],
    notes: ["With `introspectAs` every JWT that has passed is asked about too, so that a revocation shows."],
    auditExcept: ALL_INTROSPECTED,
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        claims: { ...access, scp: ["openid", "orders.read"] },
        told: {
          token_type: "Bearer",
          scope: "openid orders.read",
          client_id: "0oa1xyzABC",
          username: "ada@acme.example",
        },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        claims: machine,
        told: { token_type: "Bearer", scope: "orders.read", client_id: "0oa1xyzABC" },
      },
      {
        token: "access token that was revoked",
        kind: "access_token",
        claims: { ...access, jti: "AT.rev0ked", scp: ["orders.read"] },
        told: { active: false },
        refused: REVOKED,
      },
      ...idTokens,
      deviceSecret,
    ],
  },
];
