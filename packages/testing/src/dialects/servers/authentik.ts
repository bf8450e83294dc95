import type { VerifierOptions } from "@ostiary/core";
import { authentik } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: authentik({
    domain: "idp.acme.example",
    applicationSlug: "orders",
    clientIds: ["Qx7ClientOrders"],
    groupsAsScopes: { prefix: "group:" },
  }),
};
// #endregion

// #region sample
const globalOptions: VerifierOptions = {
  issuer: authentik({
    domain: "idp.acme.example",
    applicationSlug: "orders",
    clientIds: ["Qx7ClientOrders"],
    issuerMode: "global",
  }),
};
// #endregion

const every = {
  iat: ISSUED_AT,
  exp: EXPIRES_AT,
  aud: "Qx7ClientOrders",
  acr: "goauthentik.io/providers/oauth2/default",
};
const user = { ...every, sub: "9b1c0f5e7a3d4b2c8e6f", auth_time: ISSUED_AT - 10, amr: ["pwd"], sid: "e3b0c442" };
const profile = { email: "ada@acme.example", email_verified: true, groups: ["staff"] };
const added = { azp: "Qx7ClientOrders", uid: "Zk2Yx7" };
const nonce = "n-0S6_WzA2Mj";
const at_hash = "kq0w4VtG6uQqS9rUzY2x1A";
const c_hash = "LDktKdoQak3Pk0cnXxCltA";
const iss = "https://idp.acme.example/application/o/orders/";
const globalIss = "https://idp.acme.example/";

const uncertain = [
  "The server was read in excerpts; what its tokens become once it writes `typ: at+jwt` is not known.",
];
const notes = [
  "Choose a signing key in the provider: without one it signs with the client secret (HS256), and its JWK Set is empty.",
  "`aud` is the client id: `clientIds` is a list of clients whose tokens are taken.",
  "Introspection answers the same for refresh tokens, so it is not used.",
];

export const AUTHENTIK: readonly Dialect[] = [
  {
    name: "authentik",
    server: "authentik",
    product: "authentik",
    preset: "authentik",
    options,
    uncertain,
    notes,
    shapes: [
      {
        token: "access token",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...user, ...profile, ...added, iss, nonce },
      },
      {
        token: "access token, no nonce, no profile",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...user, ...added, iss },
      },
      {
        token: "access token, hybrid flow",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...user, ...profile, ...added, iss, nonce, c_hash },
      },
      {
        token: "access token with jti",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...user, ...profile, ...added, iss, nonce, jti: "5Hq2Lm9P" },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: {
          ...every,
          ...added,
          iss,
          sub: "c0ffee5e7a3d4b2c8e6f",
          preferred_username: "ak-Orders-client_credentials",
        },
      },
      {
        token: "ID token, code flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...user, ...profile, iss, nonce, at_hash },
      },
      {
        token: "ID token, code flow, no nonce",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...user, ...profile, iss, at_hash },
      },
      {
        token: "ID token, hybrid flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...user, ...profile, iss, nonce, at_hash, c_hash },
      },
      {
        token: "ID token, implicit flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...user, iss, nonce },
      },
    ],
  },
  {
    name: "authentik-global",
    server: "authentik (global issuer)",
    product: "authentik",
    preset: "authentik",
    options: globalOptions,
    uncertain,
    notes: [...notes, "In the issuer mode `global` all applications share one `iss`; each still has its own metadata."],
    shapes: [
      {
        token: "access token",
        kind: "access_token",
        header: { typ: "JWT" },
        claims: { ...user, ...profile, ...added, iss: globalIss, nonce },
      },
      {
        token: "ID token, code flow",
        kind: "id_token",
        header: { typ: "JWT" },
        claims: { ...user, ...profile, iss: globalIss, nonce, at_hash },
      },
    ],
  },
];
