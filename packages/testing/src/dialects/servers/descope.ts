import type { VerifierOptions } from "@ostiary/core";
import { descope } from "@ostiary/core/presets";
import { AUDIENCE_NOT_LISTED } from "../audit-except.js";
import { AUDIENCE_IS_OTHER_KIND } from "../denials.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: descope({
    projectId: "P2Xk8Qm4Vb7Nc1Zr5Ty9Wu3Ei6Oa",
    tokens: "session",
    permissionsAsScopes: { prefix: "" },
  }),
};
// #endregion

// #region sample
const urlOptions: VerifierOptions = {
  issuer: descope({
    projectId: "P2Xk8Qm4Vb7Nc1Zr5Ty9Wu3Ei6Oa",
    tokens: "session",
    issuerForm: "url",
    tenantId: "T2Xk8Qm4Vb7",
    rolesAsScopes: { prefix: "role:" },
  }),
};
// #endregion

const projectId = "P2Xk8Qm4Vb7Nc1Zr5Ty9Wu3Ei6Oa";
const url = `https://api.descope.com/${projectId}`;
const user = { sub: "U2Xk8Qm4Vb7Nc1Zr5Ty9Wu3Ei6Ob", iat: ISSUED_AT, exp: EXPIRES_AT };
const session = { ...user, amr: ["email"], drn: "DS", rexp: "2026-12-18T09:46:40Z" };
const grants = { permissions: ["orders:read"], roles: ["reader"] };

const uncertain = [
  "Where the keys are was not verified.",
  "That ID tokens of federated applications have no `drn` was not verified.",
  "The form of tokens of inbound apps was not verified; they are not taken.",
];
const notes = ["These tokens have no `aud`: every session and access key of the project opens the API."];

export const DESCOPE: readonly Dialect[] = [
  {
    name: "descope",
    server: "Descope",
    product: "Descope",
    preset: "descope",
    options,
    uncertain,
    notes,
    auditExcept: AUDIENCE_NOT_LISTED,
    denials: AUDIENCE_IS_OTHER_KIND,
    shapes: [
      {
        token: "session token",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...session, iss: projectId },
      },
      {
        token: "session token with roles",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...session, ...grants, iss: projectId, email: "ada@acme.example", name: "Ada" },
      },
      {
        token: "session token of an access key",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...grants,
          iss: projectId,
          sub: "K2Xk8Qm4Vb7Nc1Zr5Ty9Wu3Ei6Oc",
          iat: ISSUED_AT,
          exp: EXPIRES_AT,
          drn: "DS",
        },
      },
      {
        token: "refresh token",
        kind: "refresh_token",
        header: { typ: "JWT" },
        claims: { ...user, iss: projectId, amr: ["email"], drn: "DSR", exp: EXPIRES_AT + 86_400 },
      },
      {
        token: "ID token",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: {
          ...user,
          iss: projectId,
          aud: [projectId],
          amr: ["email"],
          nonce: "n-0S6_WzA2Mj",
          email: "ada@acme.example",
          email_verified: true,
          name: "Ada",
        },
      },
    ],
  },
  {
    name: "descope-url",
    server: "Descope (URL as issuer)",
    product: "Descope",
    preset: "descope",
    options: urlOptions,
    uncertain,
    notes: [...notes, "The JWT template for AWS API Gateway makes `iss` a URL."],
    auditExcept: AUDIENCE_NOT_LISTED,
    denials: AUDIENCE_IS_OTHER_KIND,
    shapes: [
      {
        token: "session token in a tenant",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...session, iss: url, dct: "T2Xk8Qm4Vb7", tenants: { T2Xk8Qm4Vb7: grants } },
      },
      {
        token: "refresh token",
        kind: "refresh_token",
        header: { typ: "JWT" },
        claims: { ...user, iss: url, amr: ["email"], drn: "DSR", exp: EXPIRES_AT + 86_400 },
      },
      {
        token: "ID token, code flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...user, iss: url, aud: [projectId], nonce: "n-0S6_WzA2Mj", email: "ada@acme.example" },
      },
      {
        token: "ID token, code flow, no nonce",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...user, iss: url, aud: [projectId], amr: ["email"], email: "ada@acme.example", name: "Ada" },
      },
    ],
  },
];
