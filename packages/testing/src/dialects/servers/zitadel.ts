import type { VerifierOptions } from "@ostiary/core";
import { zitadel } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: zitadel({
    domain: "acme.zitadel.cloud",
    projectId: "160000000000000003",
    rolesAsScopes: { prefix: "role:" },
    introspectAs: { clientId: "170000000000000021@orders", clientSecret: "made-up-secret" },
  }),
};
// #endregion

const every = { iss: "https://acme.zitadel.cloud", iat: ISSUED_AT, exp: EXPIRES_AT };
const forProject = { ...every, aud: ["170000000000000001", "170000000000000002", "160000000000000003"] };
const user = { ...forProject, sub: "163840776835432705" };
const web = { client_id: "170000000000000002" };
const login = { auth_time: ISSUED_AT - 10, amr: ["pwd"], sid: "V1_170000000000000031" };
const roles = { reader: { "164000000000000007": "acme.zitadel.cloud" } };

export const ZITADEL: readonly Dialect[] = [
  {
    name: "zitadel",
    server: "Zitadel",
    product: "Zitadel",
    preset: "zitadel",
    options,
    uncertain: [
      "That roles stand in the claim of the project, `urn:zitadel:iam:org:project:<project id>:roles`, was not seen in the source.",
      "Web keys can be of another algorithm than RS256; then set `algorithms`.",
    ],
    notes: [
      "Set the token type of the application to JWT, or give `introspectAs`: opaque is the default.",
      "The client must ask for the scope `urn:zitadel:iam:org:project:id:<project id>:aud`.",
      "A JWT has no scopes; the answer of introspection has.",
    ],
    shapes: [
      {
        token: "access token",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...user, ...web, nbf: ISSUED_AT, jti: "V2_170000000000000009-at_170000000000000010" },
      },
      {
        token: "access token with roles",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...user,
          ...web,
          nbf: ISSUED_AT,
          jti: "V2_170000000000000009-at_170000000000000011",
          "urn:zitadel:iam:org:project:roles": roles,
          "urn:zitadel:iam:org:project:160000000000000003:roles": roles,
        },
      },
      {
        token: "access token of a service user",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...every,
          aud: ["160000000000000003"],
          sub: "163840776835432799",
          client_id: "orders-importer",
          nbf: ISSUED_AT,
          jti: "V2_170000000000000012-at_170000000000000013",
        },
      },
      {
        token: "access token, exchanged",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...user,
          ...web,
          nbf: ISSUED_AT,
          jti: "V2_170000000000000014-at_170000000000000015",
          act: { iss: "https://acme.zitadel.cloud", sub: "163840776835432799" },
        },
      },
      {
        token: "opaque access token",
        kind: "access_token",
        format: "opaque",
        claims: {
          ...user,
          ...web,
          nbf: ISSUED_AT,
          jti: "V2_170000000000000009-at_170000000000000016",
          scope: "openid profile",
          token_type: "Bearer",
          username: "ada@acme.example",
        },
      },
      {
        token: "opaque access token, with claims of the user",
        kind: "access_token",
        format: "opaque",
        claims: {
          ...user,
          ...web,
          nbf: ISSUED_AT,
          jti: "V2_170000000000000009-at_170000000000000017",
          scope: "openid profile email",
          token_type: "Bearer",
          username: "ada@acme.example",
          name: "Ada",
          preferred_username: "ada@acme.example",
          email: "ada@acme.example",
          email_verified: true,
          updated_at: ISSUED_AT - 86_400,
        },
      },
      {
        token: "ID token, code flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: {
          ...user,
          ...web,
          ...login,
          azp: "170000000000000002",
          nonce: "n-0S6_WzA2Mj",
          at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
        },
      },
      {
        token: "ID token, implicit flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...user, ...web, ...login, azp: "170000000000000002", nonce: "n-0S6_WzA2Mj", name: "Ada" },
      },
      {
        token: "ID token, refresh flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...user, ...web, ...login, azp: "170000000000000002", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
      },
    ],
  },
];
