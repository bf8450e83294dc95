import type { VerifierOptions } from "@ostiary/core";
import { entra } from "@ostiary/core/presets";
import { SCOPE_TELLS } from "../denials.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: entra({ tenantId: "11111111-2222-4333-8444-555555555555", version: "v1" }),
  audience: ["api://orders", "aaaaaaaa-0000-4000-8000-000000000001"],
};
// #endregion

const tenant = "11111111-2222-4333-8444-555555555555";
const api = "aaaaaaaa-0000-4000-8000-000000000001";
const web = "bbbbbbbb-0000-4000-8000-000000000002";
const time = { iat: ISSUED_AT, nbf: ISSUED_AT, exp: EXPIRES_AT };
const internal = { aio: "AXQAi/8TAAAAb64", rh: "1.ARoAv4j5cvGG", uti: "fqiBqXLPj0eQa82S" };
const who = { oid: "cccccccc-0000-4000-8000-000000000003", sub: "HKZpfaHyWadeOouYlitjrI", tid: tenant };

const issued = { ...time, ...internal, ...who, iss: `https://sts.windows.net/${tenant}/`, ver: "1.0" };
const user = {
  ...issued,
  aud: "api://orders",
  acr: "1",
  amr: ["pwd"],
  appid: web,
  appidacr: "0",
  ipaddr: "192.0.2.10",
  name: "Ada",
  unique_name: "ada@acme.example",
  upn: "ada@acme.example",
};
const application = { ...issued, aud: "api://orders", appid: web, appidacr: "1", idp: issued.iss };
const id = {
  ...issued,
  aud: web,
  amr: ["pwd"],
  family_name: "Example",
  given_name: "Ada",
  ipaddr: "192.0.2.10",
  name: "Ada",
  unique_name: "ada@acme.example",
  upn: "ada@acme.example",
};
const header = { typ: "JWT", x5t: "2ZQpJ3UpbjAYXYGaXEJl8lV0TOI" };

export const ENTRA_V1: readonly Dialect[] = [
  {
    name: "entra-v1",
    server: "Microsoft Entra ID (v1)",
    product: "Microsoft Entra ID",
    preset: "entra",
    options,
    uncertain: [],
    notes: [
      "APIs without `requestedAccessTokenVersion` in their manifest get these tokens, also from the endpoint of version 2. Set it to 2 where you can.",
      "`aud` is the application ID URI or the GUID of the API, whatever the client asked with: list both.",
    ],
    ...SCOPE_TELLS,
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header,
        claims: { ...user, scp: "Orders.Read" },
      },
      {
        token: "access token of a user for the GUID of the API",
        kind: "access_token",
        header,
        claims: { ...user, aud: api, scp: "Orders.Read", roles: ["Orders.Reader"] },
      },
      {
        token: "access token of an application with roles",
        kind: "access_token",
        header,
        claims: { ...application, roles: ["Orders.All"] },
      },
      {
        token: "ID token, code flow with nonce",
        kind: "id_token",
        header,
        claims: { ...id, nonce: "n-0S6_WzA2Mj" },
      },
      { token: "ID token, refresh flow", kind: "id_token", header, claims: id },
      {
        token: "ID token, hybrid flow",
        kind: "id_token",
        header,
        claims: { ...id, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA" },
      },
    ],
  },
];
