import type { VerifierOptions } from "@ostiary/core";
import { simpleSaml } from "@ostiary/core/presets";
import { READABLE_SCOPE_SHOWS_KIND } from "../audit-except.js";
import { READABLE_SCOPE_REQUIRED } from "../denials.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: simpleSaml({ issuer: "https://idp.acme.example", clientIds: ["_6b0f1c9e", "_d24a7b83"] }),
};
// #endregion

const every = {
  iss: "https://idp.acme.example",
  iat: ISSUED_AT,
  nbf: ISSUED_AT,
  exp: EXPIRES_AT,
  sub: "ada",
  aud: "_6b0f1c9e",
  jti: "f2c7e94b1d6a083e5b9f",
};
const JWT = { typ: "JWT" };

export const SIMPLE_SAML: readonly Dialect[] = [
  {
    name: "simple-saml",
    server: "SimpleSAMLphp OIDC",
    product: "SimpleSAMLphp OIDC",
    preset: "simpleSaml",
    options,
    uncertain: [
      "The metadata are looked for at the issuer: where the web server does not lead from there to the module, add `metadataUrl`.",
      "The module can be given other algorithms than RS256: then change `algorithms`.",
    ],
    notes: [
      "The audience is the client: the list says whose tokens are taken.",
      'Newer versions write `at+jwt`, `client_id` and `scope` as well: then add `tokenKind: "rfc9068"`.',
    ],
    auditExcept: READABLE_SCOPE_SHOWS_KIND,
    denials: READABLE_SCOPE_REQUIRED,
    shapes: [
      {
        token: "access token of the code flow",
        kind: "access_token",
        header: JWT,
        claims: { ...every, scopes: ["openid", "profile"] },
      },
      {
        token: "access token of another client",
        kind: "access_token",
        header: JWT,
        claims: { ...every, aud: "_d24a7b83", scopes: ["openid"] },
      },
      {
        token: "access token with scopes of the API",
        kind: "access_token",
        header: JWT,
        claims: { ...every, scopes: ["openid", "orders_read", "orders_write"] },
      },
      {
        token: "access token of a newer version",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...every, client_id: "_6b0f1c9e", scope: "openid profile", scopes: ["openid", "profile"] },
      },
      {
        token: "access token of a newer version, of a client",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...every, sub: "_6b0f1c9e", client_id: "_6b0f1c9e" },
      },
      {
        token: "ID token of the code flow",
        kind: "id_token",
        header: JWT,
        claims: {
          ...every,
          nonce: "n-0S6_WzA2Mj",
          at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
          auth_time: ISSUED_AT - 10,
          acr: "1",
          sid: "a3f09c6e",
        },
      },
      {
        token: "ID token of the code flow, without nonce",
        kind: "id_token",
        header: JWT,
        claims: { ...every, at_hash: "kq0w4VtG6uQqS9rUzY2x1A", auth_time: ISSUED_AT - 10, acr: "1", sid: "a3f09c6e" },
      },
      {
        token: "ID token of the implicit flow, with claims of the user",
        kind: "id_token",
        header: JWT,
        claims: { ...every, nonce: "n-0S6_WzA2Mj", acr: "0", name: "Ada", email: "ada@acme.example" },
      },
      {
        token: "logout token",
        kind: "logout_token",
        header: { typ: "logout+jwt" },
        claims: {
          iss: "https://idp.acme.example",
          iat: ISSUED_AT,
          exp: ISSUED_AT + 120,
          jti: "0e4b7d9a2c",
          aud: "_6b0f1c9e",
          sub: "ada",
          sid: "a3f09c6e",
          events: { "http://schemas.openid.net/event/backchannel-logout": {} },
        },
      },
    ],
  },
];
