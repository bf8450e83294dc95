import type { VerifierOptions } from "@ostiary/core";
import { salesforce } from "@ostiary/core/presets";
import { SCOPE_SHOWS_KIND } from "../audit-except.js";
import { SCOPE_REQUIRED } from "../denials.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: salesforce({
    domain: "acme.my.salesforce.com",
    clientIds: ["3MVG9Acme0rdersWeb"],
    rolesAsScopes: { prefix: "role:" },
  }),
};
// #endregion

const org = "https://acme.my.salesforce.com";
const every = { iss: org, iat: ISSUED_AT, exp: EXPIRES_AT };
const header = { typ: "JWT", tty: "sfdc-core-token", tnk: "core/prod/00DAcme000000001", ver: "1.0" };
const access = {
  ...every,
  aud: [org],
  sub: "uid:005Acme000000001AAA",
  client_id: "3MVG9Acme0rdersWeb",
  mty: "oauth",
  nbf: ISSUED_AT - 120,
  sfi: "f1e2d3c4b5a6",
  hsc: false,
};
const idToken = {
  ...every,
  aud: "3MVG9Acme0rdersWeb",
  sub: "https://login.salesforce.com/id/00DAcme000000001/005Acme000000001AAA",
  email: "ada@acme.example",
  email_verified: true,
  name: "Ada",
  custom_attributes: {},
};

export const SALESFORCE: readonly Dialect[] = [
  {
    name: "salesforce",
    server: "Salesforce",
    product: "Salesforce",
    preset: "salesforce",
    options,
    uncertain: ["The claims of ID tokens are taken from the documentation and from OpenID Connect."],
    notes: [
      "Let the connected app issue JWT-based access tokens: opaque ones have a `!` in them, which no bearer token may have.",
      "`aud` names the org and not the API, so name the connected apps in `clientIds`.",
    ],
    auditExcept: { ...SCOPE_SHOWS_KIND, "audience-issuer": "tokens of this server are for the server itself" },
    denials: SCOPE_REQUIRED,
    shapes: [
      { token: "access token", kind: "access_token", header, claims: { ...access, scp: "openid api" } },
      {
        token: "access token with roles",
        kind: "access_token",
        header,
        claims: { ...access, scp: "api refresh_token", roles: ["OrderReader"] },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header,
        claims: { ...access, sub: "uid:005Acme000000009AAA", scp: "api" },
      },
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
        claims: { ...idToken, at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
      },
      {
        token: "ID token, implicit flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...idToken, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A", preferred_username: "ada" },
      },
    ],
  },
];
