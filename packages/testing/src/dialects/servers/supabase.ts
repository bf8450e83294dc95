import type { VerifierOptions } from "@ostiary/core";
import { supabase } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: supabase({ projectRef: "abcdefghijklmnopqrst" }),
};
// #endregion

// #region sample
const oauthOptions: VerifierOptions = {
  issuer: supabase({
    projectRef: "abcdefghijklmnopqrst",
    tokens: "oauth",
    clientIds: ["9a8b7c6d-5e4f-4a2b-8c0d-9e8f7a6b5c4d"],
  }),
};
// #endregion

const every = {
  iss: "https://abcdefghijklmnopqrst.supabase.co/auth/v1",
  iat: ISSUED_AT,
  exp: EXPIRES_AT,
  sub: "2b1f2c7c-4a5d-4f39-8a77-0d1e6b1f9c55",
};
const session = {
  ...every,
  aud: "authenticated",
  role: "authenticated",
  aal: "aal1",
  amr: [{ method: "password", timestamp: ISSUED_AT - 10 }],
  session_id: "0f1e2d3c-4b5a-4697-8877-665544332211",
  email: "ada@acme.example",
  phone: "",
  app_metadata: { provider: "email", providers: ["email"] },
  user_metadata: { name: "Ada" },
  is_anonymous: false,
};
const client_id = "9a8b7c6d-5e4f-4a2b-8c0d-9e8f7a6b5c4d";

const idTokens: readonly Shape[] = [
  {
    token: "ID token, code flow",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: {
      ...every,
      aud: client_id,
      client_id,
      nonce: "n-0S6_WzA2Mj",
      auth_time: ISSUED_AT - 10,
      email: "ada@acme.example",
      email_verified: true,
      name: "Ada",
    },
  },
  {
    token: "ID token, code flow, no nonce",
    kind: "id_token",
    header: { typ: "JWT" },
    claims: { ...every, aud: client_id, client_id, auth_time: ISSUED_AT - 10, email: "ada@acme.example" },
  },
];
const uncertain = ["That a domain of your own stands in `iss` was not verified."];
const notes = [
  "Move the project to an asymmetric signing key: tokens signed with the shared secret (HS256) cannot be verified by keys.",
  "`aud` is `authenticated` for every signed-in user of the project.",
];

export const SUPABASE: readonly Dialect[] = [
  {
    name: "supabase",
    server: "Supabase",
    product: "Supabase",
    preset: "supabase",
    options,
    uncertain,
    notes,
    shapes: [
      { token: "access token", kind: "access_token", header: { typ: "JWT" }, claims: session },
      {
        token: "access token, second factor",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...session,
          aal: "aal2",
          amr: [
            { method: "totp", timestamp: ISSUED_AT - 5 },
            { method: "password", timestamp: ISSUED_AT - 10 },
          ],
        },
      },
      {
        token: "access token, anonymous",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...session,
          email: "",
          amr: [{ method: "anonymous", timestamp: ISSUED_AT }],
          app_metadata: {},
          user_metadata: {},
          is_anonymous: true,
        },
      },
      {
        token: "access token with claims of a hook",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...session, user_role: "reader", jti: "7c6b5a49" },
      },
      ...idTokens,
    ],
  },
  {
    name: "supabase-oauth",
    server: "Supabase (OAuth server)",
    product: "Supabase",
    preset: "supabase",
    options: oauthOptions,
    uncertain: [...uncertain, "Whether these tokens always have `scope` was not verified."],
    notes,
    shapes: [
      {
        token: "access token of an OAuth client",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...session, client_id, scope: "openid email" },
      },
      {
        token: "access token of an OAuth client, no scope",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...session, client_id, user_id: every.sub },
      },
      ...idTokens,
    ],
  },
];
