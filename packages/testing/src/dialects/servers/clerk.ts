import type { VerifierOptions } from "@ostiary/core";
import { clerk } from "@ostiary/core/presets";
import { AUDIENCE_NOT_LISTED, AUDIENCE_OPTIONAL, SUBJECT_TRUSTED } from "../audit-except.js";
import { AUDIENCE_IS_OTHER_KIND } from "../denials.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: clerk({
    domain: "clerk.acme.example",
    tokens: "session",
    authorizedParties: ["https://app.acme.example"],
    rolesAsScopes: { prefix: "role:" },
  }),
};
// #endregion

// #region sample
const oauthOptions: VerifierOptions = {
  issuer: clerk({ domain: "clerk.acme.example", tokens: "oauth", clientIds: ["client_2VTWUzvGC5Uh"] }),
};
// #endregion

// #region sample
const machineOptions: VerifierOptions = {
  issuer: clerk({ domain: "clerk.acme.example", tokens: "m2m", machineIds: ["mch_2xhFjEI5X2qW"] }),
};
// #endregion

const every = { iss: "https://clerk.acme.example", iat: ISSUED_AT, exp: EXPIRES_AT, nbf: ISSUED_AT - 10 };
const user = { ...every, sub: "user_2vYVtestAda" };

const session: Shape = {
  token: "session token",
  kind: "access_token",
  header: { typ: "JWT", cat: "cl_B7d4PD111AAA" },
  claims: {
    ...user,
    azp: "https://app.acme.example",
    fva: [7, -1],
    sid: "sess_2GaMqUCB3Sc1",
    sts: "active",
    v: 2,
    jti: "a1b2c3d4e5",
  },
};
const oauth: Shape = {
  token: "OAuth access token",
  kind: "access_token",
  header: { typ: "at+jwt" },
  claims: { ...user, client_id: "client_2VTWUzvGC5Uh", scope: "openid orders:read", jti: "oat_2VTWUzvGC5Uh" },
};
const machine: Shape = {
  token: "M2M token",
  kind: "access_token",
  header: { typ: "JWT" },
  claims: { ...every, sub: "mch_2xhFjEI5X2qW", jti: "mt_2xKa9Bgv7Nxm" },
};
const idTokens: readonly Shape[] = [
  {
    token: "ID token, code flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: {
      ...user,
      aud: "client_2VTWUzvGC5Uh",
      nonce: "n-0S6_WzA2Mj",
      at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
      email: "ada@acme.example",
      email_verified: true,
      name: "Ada",
    },
  },
  {
    token: "ID token, code flow, no nonce",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...user, aud: "client_2VTWUzvGC5Uh", at_hash: "kq0w4VtG6uQqS9rUzY2x1A", email: "ada@acme.example" },
  },
];

const uncertain = ["The claims of ID tokens are taken from OpenID Connect."];

export const CLERK: readonly Dialect[] = [
  {
    name: "clerk",
    server: "Clerk (sessions)",
    product: "Clerk",
    preset: "clerk",
    options,
    uncertain,
    notes: [
      "These tokens have no `aud`: every session of the instance opens the API, unless `authorizedParties` names the origins.",
      "`azp` is the origin of a browser and no client.",
    ],
    auditExcept: AUDIENCE_OPTIONAL,
    shapes: [
      session,
      {
        ...session,
        token: "session token in an organization",
        claims: {
          ...session.claims,
          o: { id: "org_2a1b3c", rol: "admin", slg: "acme", per: "manage,read", fpm: "3" },
          fea: "o:orders",
          pla: "o:pro",
        },
      },
      {
        ...session,
        token: "session token, version 1",
        claims: {
          ...user,
          azp: "https://app.acme.example",
          sid: "sess_2GaMqUCB3Sc1",
          org_id: "org_2a1b3c",
          org_role: "org:admin",
          org_slug: "acme",
          org_permissions: ["org:orders:read"],
        },
      },
      {
        ...session,
        token: "session token, impersonated",
        claims: {
          ...session.claims,
          act: { iss: "https://dashboard.clerk.com", sid: "sess_2Imp", sub: "user_2Admin" },
        },
      },
      ...idTokens,
    ],
  },
  {
    name: "clerk-oauth",
    server: "Clerk (OAuth)",
    product: "Clerk",
    preset: "clerk",
    options: oauthOptions,
    uncertain: [...uncertain, "That these tokens never have `aud` was not verified."],
    notes: ["Let OAuth applications issue access tokens as JWTs, and name them in `clientIds`."],
    auditExcept: AUDIENCE_OPTIONAL,
    shapes: [
      oauth,
      { ...oauth, token: "OAuth access token, longer typ", header: { typ: "application/at+jwt" } },
      {
        ...oauth,
        token: "OAuth access token, scp",
        claims: { ...user, client_id: "client_2VTWUzvGC5Uh", scp: ["openid", "orders:read"], jti: "oat_2VTWUzvGC5Ui" },
      },
      ...idTokens,
    ],
  },
  {
    name: "clerk-m2m",
    server: "Clerk (M2M)",
    product: "Clerk",
    preset: "clerk",
    options: machineOptions,
    uncertain,
    notes: ["Create the tokens as JWTs, and name the machines in `machineIds`: the tokens have no `aud`."],
    auditExcept: { ...AUDIENCE_NOT_LISTED, ...SUBJECT_TRUSTED },
    denials: AUDIENCE_IS_OTHER_KIND,
    shapes: [
      machine,
      {
        ...machine,
        token: "M2M token with scopes and claims of its own",
        claims: { ...machine.claims, scopes: "orders:read orders:write", batch: "nightly" },
      },
      ...idTokens,
    ],
  },
];
