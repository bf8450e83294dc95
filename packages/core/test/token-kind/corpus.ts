import type { JsonObject } from "../../src/internal/json-object.js";
import type { RuleId, TokenKindEvidence } from "../../src/token-kind/rule.js";

/** A token of a real server by its form; the values are made up. */
export interface CorpusToken {
  readonly server: string;
  readonly token: string;
  readonly typ?: string;
  /** The rule that decides. */
  readonly rule: RuleId;
  readonly claims: JsonObject;
}

/** What an issuer may be set to that counts as evidence. */
export interface EvidenceSettings {
  readonly acceptedTypes?: readonly string[];
  readonly idTokenAudiences?: readonly string[];
  readonly ignoreIdTokenEvidence?: boolean;
}

/** The evidence a verifier would hand over for a token. */
export function evidenceOf(
  { typ, claims }: { readonly typ?: string | undefined; readonly claims: JsonObject },
  settings: EvidenceSettings = {},
): TokenKindEvidence {
  const aud = claims["aud"];
  const iss = claims["iss"];
  return {
    typ,
    claims,
    // Not String(): a JSON object with a member toString of its own cannot be made a text by that.
    issuer: typeof iss === "string" ? iss : JSON.stringify(iss ?? null),
    audience: typeof aud === "string" ? [aud] : Array.isArray(aud) ? aud : [],
    acceptedTypes: new Set(settings.acceptedTypes),
    idTokenAudiences: new Set(settings.idTokenAudiences),
    ignoreIdTokenEvidence: settings.ignoreIdTokenEvidence ?? false,
  };
}

export const NAMES_OF_LOGIN_TIES = ["nonce", "at_hash", "c_hash", "s_hash", "rt_hash"];

const time = { iat: 1795000000, exp: 1795003600 };
const api = "https://api.acme.example";
const login = { auth_time: 1794999990 };
const nonce = "n-7Kq2";
const logoutEvent = { "http://schemas.openid.net/event/backchannel-logout": {} };
const at_hash = "Yq0w4VtG6uQqS9rUzY2x1A";

const logto = { iss: "https://acme.logto.app/oidc", ...time };
const hydra = { iss: "https://auth.acme.example", ...time };
const duende = { iss: "https://id.acme.example", nbf: time.iat, ...time };
const auth0 = { iss: "https://acme.eu.auth0.com/", ...time };
const okta = { ver: 1, iss: "https://acme.okta.com/oauth2/default", ...time };
const keycloak = { iss: "https://sso.acme.example/realms/acme", ...time };
const cognito = { iss: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Acme1", ...time };
const zitadel = { iss: "https://acme.zitadel.cloud", sub: "163", aud: ["171", "172", "160"], ...time };

const tenant = "11111111-2222-4333-8444-555555555555";
const entra = {
  aud: "aaaaaaaa-0000-4000-8000-000000000001",
  nbf: time.iat,
  ...time,
  aio: "AXQAi",
  rh: "1.ARoA",
  uti: "fqiB",
  oid: "cccccccc-0000-4000-8000-000000000003",
  sub: "HKZp",
  tid: tenant,
};
const entraV2 = { ...entra, iss: `https://login.microsoftonline.com/${tenant}/v2.0`, ver: "2.0" };
const entraClient = "bbbbbbbb-0000-4000-8000-000000000002";

const authentikLogin = {
  iss: "https://idp.acme.example/application/o/orders/",
  sub: "9b1c",
  aud: "orders-client",
  ...time,
  ...login,
  acr: "goauthentik.io/providers/oauth2/default",
  amr: ["pwd"],
  nonce,
  sid: "e3b0",
  email: "ada@acme.example",
  email_verified: true,
  groups: ["staff"],
};
const fusionAuthLogin = {
  iss: "acme.com",
  sub: "858a",
  aud: "3c21",
  ...time,
  ...login,
  tid: "3066",
  sid: "5c1d",
  authenticationType: "PASSWORD",
  email: "ada@acme.example",
  email_verified: true,
  scope: "openid offline_access",
};

export const ACCESS_TOKENS: readonly CorpusToken[] = [
  row(
    { server: "Logto", token: "access token", typ: "at+jwt", rule: "R1" },
    { ...logto, jti: "w5", sub: "u1", aud: api, client_id: "c1", scope: "read:orders write:orders" },
  ),
  row(
    { server: "Logto", token: "organization token", typ: "at+jwt", rule: "R1" },
    { ...logto, jti: "k2", sub: "u1", aud: "urn:logto:organization:o1", client_id: "c1", scope: "" },
  ),
  row(
    { server: "Logto", token: "M2M token", typ: "at+jwt", rule: "R1" },
    { ...logto, jti: "k3", sub: "m2m", aud: api, client_id: "m2m" },
  ),
  row(
    { server: "Hydra", token: "access token", typ: "JWT", rule: "R3" },
    {
      ...hydra,
      jti: "6a",
      nbf: time.iat,
      sub: "u1",
      aud: [api],
      client_id: "c1",
      scp: ["orders.read", "offline"],
      ext: { tenant: "acme" },
      tenant: "acme",
    },
  ),
  row(
    { server: "Hydra", token: "client credentials", typ: "JWT", rule: "R3" },
    { ...hydra, jti: "77", nbf: time.iat, sub: "c1", aud: [], client_id: "c1", scp: ["orders.read"], ext: {} },
  ),
  row(
    { server: "Duende", token: "access token", typ: "at+jwt", rule: "R1" },
    {
      ...duende,
      ...login,
      jti: "9D",
      sub: "818727",
      aud: "orders",
      client_id: "web",
      amr: ["pwd"],
      scope: ["openid", "orders.read"],
      idp: "local",
      sid: "4F",
    },
  ),
  row(
    { server: "Duende", token: "client credentials", typ: "at+jwt", rule: "R1" },
    { ...duende, jti: "A0", client_id: "m2m", scope: ["orders.read"], client_tenant: "acme" },
  ),
  row(
    { server: "Duende", token: "DPoP-bound token", typ: "at+jwt", rule: "R1" },
    { ...duende, jti: "A1", aud: "orders", client_id: "m2m", scope: ["orders.read"], cnf: { jkt: "0Zc" } },
  ),
  row(
    { server: "Auth0", token: "access token", typ: "JWT", rule: "R6" },
    {
      ...auth0,
      sub: "auth0|63",
      aud: [api, "https://acme.eu.auth0.com/userinfo"],
      azp: "web",
      scope: "openid profile read:orders",
      permissions: ["read:orders"],
    },
  ),
  row(
    { server: "Auth0", token: "M2M token", typ: "JWT", rule: "R4b" },
    { ...auth0, sub: "m2m@clients", aud: api, azp: "m2m", gty: "client-credentials" },
  ),
  row(
    { server: "Auth0", token: "RFC 9068 profile", typ: "at+jwt", rule: "R1" },
    { ...auth0, jti: "Kx1", sub: "auth0|63", aud: api, client_id: "web", scope: "read:orders" },
  ),
  row(
    { server: "Okta", token: "access token", rule: "R3" },
    {
      ...okta,
      ...login,
      jti: "AT.0mP4",
      sub: "ada@acme.example",
      aud: "api://default",
      cid: "0oa1",
      uid: "00u1",
      scp: ["openid", "orders.read"],
    },
  ),
  row(
    { server: "Okta", token: "client credentials", rule: "R3" },
    { ...okta, jti: "AT.x", sub: "0oa1", aud: "api://default", cid: "0oa1", scp: ["orders.read"] },
  ),
  row(
    { server: "Entra", token: "v2 delegated", typ: "JWT", rule: "R3" },
    {
      ...entraV2,
      azp: entraClient,
      azpacr: "0",
      scp: "Orders.Read Orders.Write",
      name: "Ada",
      preferred_username: "ada@acme.example",
    },
  ),
  row(
    { server: "Entra", token: "v2 app only", typ: "JWT", rule: "R3" },
    { ...entraV2, azp: entraClient, azpacr: "1", roles: ["Orders.All"] },
  ),
  row(
    { server: "Entra", token: "v1 delegated", typ: "JWT", rule: "R3" },
    {
      ...entra,
      iss: `https://sts.windows.net/${tenant}/`,
      ver: "1.0",
      aud: "api://orders",
      scp: "Orders.Read",
      appid: entraClient,
      appidacr: "0",
      acr: "1",
      amr: ["pwd"],
      name: "Ada",
      upn: "ada@acme.example",
    },
  ),
  row(
    { server: "Entra", token: "External ID", typ: "JWT", rule: "R3" },
    {
      ...entraV2,
      iss: `https://${tenant}.ciamlogin.com/${tenant}/v2.0`,
      azp: entraClient,
      azpacr: "0",
      scp: "Orders.Read",
    },
  ),
  row(
    { server: "Entra", token: "B2C", typ: "JWT", rule: "R3" },
    {
      iss: `https://acme.b2clogin.com/${tenant}/v2.0/`,
      nbf: time.iat,
      ...time,
      ver: "1.0",
      tfp: "B2C_1_susi",
      sub: entra.oid,
      aud: entra.aud,
      azp: entraClient,
      nonce,
      scp: "read",
    },
  ),
  row(
    { server: "Keycloak", token: "access token", typ: "JWT", rule: "R3" },
    {
      ...keycloak,
      ...login,
      jti: "onrtac:9f",
      sub: "f4c0",
      aud: ["orders", "account"],
      typ: "Bearer",
      azp: "web",
      sid: "d3a1",
      acr: "1",
      "allowed-origins": ["https://app.acme.example"],
      scope: "openid email profile",
      realm_access: { roles: ["user"] },
      resource_access: { orders: { roles: ["reader"] } },
      email_verified: true,
      preferred_username: "ada",
      email: "ada@acme.example",
    },
  ),
  row(
    { server: "Keycloak", token: "service account", typ: "JWT", rule: "R3" },
    {
      ...keycloak,
      jti: "trrtcc:1",
      sub: "0b6d",
      aud: ["orders", "account"],
      typ: "Bearer",
      azp: "m2m",
      acr: "1",
      scope: "email profile",
      preferred_username: "service-account-m2m",
      client_id: "m2m",
    },
  ),
  row(
    { server: "Cognito", token: "access token", rule: "R3" },
    {
      ...cognito,
      ...login,
      jti: "2c3d",
      sub: "aaaa",
      version: 2,
      client_id: "7e89",
      origin_jti: "0f1e",
      token_use: "access",
      scope: "openid orders/read",
      username: "ada",
      "cognito:groups": ["staff"],
    },
  ),
  row(
    { server: "Cognito", token: "client credentials", rule: "R3" },
    {
      ...cognito,
      ...login,
      jti: "9f",
      sub: "7e89",
      version: 2,
      client_id: "7e89",
      token_use: "access",
      scope: "orders/read",
    },
  ),
  row(
    { server: "Zitadel", token: "access token", typ: "JWT", rule: "R8" },
    { ...zitadel, nbf: time.iat, jti: "V2_17-at_18", client_id: "172" },
  ),
  row(
    { server: "authentik", token: "access token", typ: "JWT", rule: "R3" },
    { ...authentikLogin, azp: "orders-client", uid: "Zk2Yx7" },
  ),
  row(
    { server: "FusionAuth", token: "access token", typ: "JWT", rule: "R4b" },
    { ...fusionAuthLogin, jti: "e7c5", applicationId: "3c21", roles: ["reader"] },
  ),
];

export const ID_TOKENS: readonly CorpusToken[] = [
  row(
    { server: "Logto", token: "ID token", rule: "R4" },
    { ...logto, sub: "u1", aud: "c1", name: "Ada", picture: null, username: "ada", nonce, sid: "h3" },
  ),
  row(
    { server: "Hydra", token: "ID token", typ: "JWT", rule: "R4" },
    {
      ...hydra,
      ...login,
      jti: "0d",
      sub: "u1",
      aud: ["c1"],
      acr: "1",
      amr: ["pwd"],
      sid: "a1",
      rat: 1794999985,
      nonce,
      at_hash,
    },
  ),
  row(
    { server: "Duende", token: "ID token", typ: "JWT", rule: "R4" },
    { ...duende, ...login, sub: "818727", aud: "web", amr: ["pwd"], nonce, at_hash, sid: "4F", idp: "local" },
  ),
  row(
    { server: "Auth0", token: "ID token", typ: "JWT", rule: "R4" },
    {
      ...auth0,
      sub: "auth0|63",
      aud: "web",
      sid: "Xy7",
      nonce,
      nickname: "ada",
      name: "Ada",
      email: "ada@acme.example",
      email_verified: true,
    },
  ),
  row(
    { server: "Okta", token: "ID token", rule: "R2" },
    { ...okta, ...login, jti: "ID.PqRs", sub: "00u1", aud: "0oa1", amr: ["pwd"], idp: "00o1", nonce, at_hash },
  ),
  row(
    { server: "Entra", token: "ID token", typ: "JWT", rule: "R4" },
    { ...entraV2, aud: entraClient, nonce, name: "Ada", preferred_username: "ada@acme.example" },
  ),
  row(
    { server: "Keycloak", token: "ID token", typ: "JWT", rule: "R2" },
    {
      ...keycloak,
      ...login,
      jti: "i1",
      sub: "f4c0",
      aud: "web",
      typ: "ID",
      azp: "web",
      nonce,
      at_hash,
      sid: "d3a1",
      acr: "1",
      email_verified: true,
      preferred_username: "ada",
      email: "ada@acme.example",
    },
  ),
  row(
    { server: "Cognito", token: "ID token", rule: "R2" },
    {
      ...cognito,
      ...login,
      jti: "3d4e",
      sub: "aaaa",
      aud: "7e89",
      origin_jti: "0f1e",
      event_id: "77",
      at_hash,
      token_use: "id",
      "cognito:username": "ada",
      "cognito:groups": ["staff"],
      email: "ada@acme.example",
    },
  ),
  row(
    { server: "Google", token: "ID token", typ: "JWT", rule: "R2" },
    {
      iss: "https://accounts.google.com",
      ...time,
      sub: "1070",
      azp: "1070-web",
      aud: "1070-web",
      email: "ada@acme.example",
      email_verified: true,
      at_hash,
      nonce,
    },
  ),
  row(
    { server: "Zitadel", token: "ID token", typ: "JWT", rule: "R4" },
    { ...zitadel, ...login, nonce, amr: ["pwd"], azp: "172", client_id: "172", at_hash, sid: "V1_17" },
  ),
  row({ server: "authentik", token: "ID token", typ: "JWT", rule: "R4" }, { ...authentikLogin, at_hash }),
  row(
    { server: "FusionAuth", token: "ID token", typ: "JWT", rule: "R4" },
    { ...fusionAuthLogin, jti: "e7c6", at_hash, c_hash: "LDktKdoQak3Pk0cnXxCltA", nonce },
  ),
];

const REFRESH_AND_LOGOUT_TOKENS: readonly CorpusToken[] = [
  row(
    { server: "Hydra", token: "logout token", typ: "JWT", rule: "R2" },
    { iss: hydra.iss, iat: time.iat, aud: ["c1"], jti: "99", sid: "a1", events: logoutEvent },
  ),
  row(
    { server: "Duende", token: "logout token", typ: "logout+jwt", rule: "R1" },
    { ...duende, jti: "L1", sub: "818727", aud: "web", sid: "4F", events: logoutEvent },
  ),
  row(
    { server: "Keycloak", token: "logout token", typ: "logout+jwt", rule: "R1" },
    { ...keycloak, jti: "l1", sub: "f4c0", aud: "web", typ: "Logout", sid: "d3a1", events: logoutEvent },
  ),
  row(
    { server: "Keycloak", token: "refresh token", typ: "JWT", rule: "R2" },
    { ...keycloak, jti: "r1", sub: "f4c0", aud: keycloak.iss, typ: "Refresh", azp: "web", scope: "openid" },
  ),
  row(
    { server: "Keycloak", token: "offline token", typ: "JWT", rule: "R2" },
    { ...keycloak, jti: "r2", sub: "f4c0", aud: keycloak.iss, typ: "Offline", azp: "web", scope: "openid" },
  ),
];

export const OTHER_TOKENS: readonly CorpusToken[] = [...ID_TOKENS, ...REFRESH_AND_LOGOUT_TOKENS];

function row(about: Omit<CorpusToken, "claims">, claims: CorpusToken["claims"]): CorpusToken {
  return { ...about, claims };
}
