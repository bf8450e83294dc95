import type { VerifierOptions } from "@ostiary/core";
import { fusionAuth } from "@ostiary/core/presets";
import { ROLES_GRANT } from "../audit-except.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: fusionAuth({
    domain: "auth.acme.example",
    issuer: "acme.com",
    tenantId: "30663132-6464-6665-3032-326466613934",
    applicationIds: ["3c219e58-ed0e-4b18-ad48-f4f92793ae32"],
    entityIds: ["7d3a5b1e-92c4-4f86-a0d7-1b6e8c2f4a95"],
    rolesAsScopes: { prefix: "role:" },
    permissionsAsScopes: { prefix: "" },
  }),
};
// #endregion

const tid = "30663132-6464-6665-3032-326466613934";
const application = "3c219e58-ed0e-4b18-ad48-f4f92793ae32";
const entity = "7d3a5b1e-92c4-4f86-a0d7-1b6e8c2f4a95";
const every = { iss: "acme.com", iat: ISSUED_AT, exp: EXPIRES_AT };
const user = {
  ...every,
  aud: application,
  sub: "858a4b01-62c8-4c2f-bfa7-6d018833bea7",
  authenticationType: "PASSWORD",
  auth_time: ISSUED_AT,
  tid,
};
const registered = { applicationId: application, roles: ["reader"] };
const profile = { email: "ada@acme.example", email_verified: true };
const scope = "openid offline_access";
const code = { typ: "JWT", gty: ["authorization_code"] };

export const FUSION_AUTH: readonly Dialect[] = [
  {
    name: "fusion-auth",
    server: "FusionAuth",
    product: "FusionAuth",
    preset: "fusionAuth",
    options,
    uncertain: [
      "ID tokens have no `applicationId` since 1.24, unless a lambda puts it back.",
      "That ID tokens always have `at_hash` was not verified; the preset does not rely on it.",
      "What introspection says of refresh tokens was not verified; it is not used.",
    ],
    notes: [
      "Choose an RSA or EC key for the tenant: by default it signs with a secret (HS256).",
      "`iss` is a setting of the tenant, and need not be a URL; give each tenant its own.",
      "Users must be registered for the application, or their tokens have no `applicationId` and are refused.",
      "An entity's grant must have permissions, or its tokens have none and are refused.",
    ],
    auditExcept: ROLES_GRANT,
    shapes: [
      {
        token: "access token",
        kind: "access_token",
        header: code,
        claims: { ...user, ...registered, scope, sid: "5c1d0e9a", jti: "e7c5a1d3" },
      },
      {
        token: "access token, scopes handled in the compatible way",
        kind: "access_token",
        header: code,
        claims: { ...user, ...registered, ...profile, scope, sid: "5c1d0e9a", jti: "e7c5a1d4" },
      },
      {
        token: "access token, refresh flow",
        kind: "access_token",
        header: { typ: "JWT", gty: ["authorization_code", "refresh_token"] },
        claims: {
          ...user,
          ...registered,
          authenticationType: "REFRESH_TOKEN",
          scope,
          sid: "5c1d0e9a",
          jti: "e7c5a1d5",
        },
      },
      {
        token: "access token before 1.50, without scope",
        kind: "access_token",
        header: code,
        claims: { ...user, ...registered, ...profile, sid: "5c1d0e9a", jti: "e7c5a1d6" },
      },
      {
        token: "access token of the Login API",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...user, ...registered, ...profile, jti: "e7c5a1d7" },
      },
      {
        token: "access token of an entity, client credentials",
        kind: "access_token",
        header: { typ: "JWT", gty: ["client_credentials"] },
        claims: {
          ...every,
          aud: entity,
          sub: "0a6b8c2d-4e5f-4a7b-8c9d-0e1f2a3b4c5d",
          jti: "e7c5a1d8",
          permissions: ["read", "write"],
          scope: `target-entity:${entity}:read,write`,
          tid,
        },
      },
      {
        token: "access token of an entity, permissions by entity",
        kind: "access_token",
        header: { typ: "JWT", gty: ["client_credentials"] },
        claims: {
          ...every,
          aud: entity,
          sub: "0a6b8c2d-4e5f-4a7b-8c9d-0e1f2a3b4c5d",
          jti: "e7c5a1d9",
          permissions: { [entity]: ["read"] },
          scope: `target-entity:${entity}:read`,
          tid,
        },
      },
      {
        token: "ID token, code flow",
        kind: "id_token",
        header: code,
        claims: {
          ...user,
          ...profile,
          scope,
          sid: "5c1d0e9a",
          jti: "e7c5a1e0",
          nonce: "n-0S6_WzA2Mj",
          at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
          c_hash: "LDktKdoQak3Pk0cnXxCltA",
        },
      },
      {
        token: "ID token, code flow, no nonce",
        kind: "id_token",
        header: code,
        claims: {
          ...user,
          ...profile,
          scope,
          sid: "5c1d0e9a",
          jti: "e7c5a1e1",
          at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
          c_hash: "LDktKdoQak3Pk0cnXxCltA",
        },
      },
      {
        token: "ID token, implicit flow",
        kind: "id_token",
        header: { typ: "JWT", gty: ["implicit"] },
        claims: {
          ...user,
          ...profile,
          scope: "openid",
          jti: "e7c5a1e2",
          nonce: "n-0S6_WzA2Mj",
          at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
        },
      },
      {
        token: "ID token, refresh flow",
        kind: "id_token",
        header: { typ: "JWT", gty: ["authorization_code", "refresh_token"] },
        claims: { ...user, ...profile, scope, sid: "5c1d0e9a", jti: "e7c5a1e3", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
      },
    ],
  },
];
