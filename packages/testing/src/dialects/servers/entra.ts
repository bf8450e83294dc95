import type { VerifierOptions } from "@ostiary/core";
import { entra, entraExternalId } from "@ostiary/core/presets";
import { SCOPE_TELLS } from "../denials.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const v2: VerifierOptions = {
  issuer: entra({ tenantId: "11111111-2222-4333-8444-555555555555", version: "v2" }),
  audience: "aaaaaaaa-0000-4000-8000-000000000001",
};
// #endregion

// #region sample
const withoutRoles: VerifierOptions = {
  issuer: {
    ...entra({ tenantId: "11111111-2222-4333-8444-555555555555", version: "v2" }),
    requiredClaims: ["azp", "tid"],
  },
  audience: "aaaaaaaa-0000-4000-8000-000000000001",
};
// #endregion

// #region sample
const multiTenant: VerifierOptions = {
  issuer: entra({
    tenantIds: ["11111111-2222-4333-8444-555555555555", "66666666-7777-4888-8999-000000000000"],
    version: "v2",
    rolesAsScopes: { prefix: "role:" },
  }),
  audience: "aaaaaaaa-0000-4000-8000-000000000001",
};
// #endregion

// #region sample
const externalId: VerifierOptions = {
  issuer: entraExternalId({ tenantName: "acme", tenantId: "11111111-2222-4333-8444-555555555555" }),
  audience: "aaaaaaaa-0000-4000-8000-000000000001",
};
// #endregion

const tenant = "11111111-2222-4333-8444-555555555555";
const otherTenant = "66666666-7777-4888-8999-000000000000";
const api = "aaaaaaaa-0000-4000-8000-000000000001";
const web = "bbbbbbbb-0000-4000-8000-000000000002";
const typ = { typ: "JWT" };
const time = { iat: ISSUED_AT, nbf: ISSUED_AT, exp: EXPIRES_AT };
const internal = { aio: "AXQAi/8TAAAAb64", rh: "1.ARoAv4j5cvGG", uti: "fqiBqXLPj0eQa82S" };
const who = { oid: "cccccccc-0000-4000-8000-000000000003", sub: "HKZpfaHyWadeOouYlitjrI", tid: tenant };
const person = { name: "Ada", preferred_username: "ada@acme.example" };

const v2Issued = { ...time, ...internal, ...who, iss: `https://login.microsoftonline.com/${tenant}/v2.0`, ver: "2.0" };
const v2User = { ...v2Issued, ...person, aud: api, azp: web, azpacr: "0" };
const v2Application = { ...v2Issued, aud: api, azp: web, azpacr: "1", idtyp: "app" };
const v2Id = { ...v2Issued, ...person, aud: web };

const v2IdTokens: readonly Shape[] = [
  {
    token: "ID token, code flow with nonce",
    kind: "id_token",
    header: typ,
    claims: { ...v2Id, nonce: "n-0S6_WzA2Mj" },
  },
  { token: "ID token, refresh flow", kind: "id_token", header: typ, claims: v2Id },
  {
    token: "ID token, hybrid flow",
    kind: "id_token",
    header: typ,
    claims: { ...v2Id, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA" },
  },
  {
    token: "ID token, implicit flow with an access token",
    kind: "id_token",
    header: typ,
    claims: { ...v2Id, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
  {
    token: "ID token with roles and optional claims",
    kind: "id_token",
    header: typ,
    claims: { ...v2Id, roles: ["Orders.Reader"], sid: "00a1", auth_time: ISSUED_AT - 10, email: "ada@acme.example" },
  },
];
const product = { product: "Microsoft Entra ID", preset: "entra" };

export const ENTRA: readonly Dialect[] = [
  {
    name: "entra",
    server: "Microsoft Entra ID",
    ...product,
    options: v2,
    uncertain: [
      "National clouds have other hosts: override `issuer` for these.",
      "Applications with signing keys of their own, for claims mapping, need `?appid=` in `metadataUrl`.",
    ],
    notes: [
      "The manifest of the API (`requestedAccessTokenVersion`) decides between the versions 1 and 2, not the endpoint that clients call. One that says nothing gets version 1.",
      'If every token is denied with `unknown_issuer: iss is "https://sts.windows.net/<tenant id>/"; trusted are ...`, the API gets tokens of version 1: give `version: "v1"`, or set the manifest to 2.',
      "`audience` is the application (client) id of the API, a GUID, whatever scope clients ask with.",
      "A token needs `scp` or `roles`: without both the client was granted nothing.",
      "Tokens for Microsoft Graph cannot be verified by anybody else.",
    ],
    ...SCOPE_TELLS,
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: typ,
        claims: { ...v2User, scp: "Orders.Read Orders.Write" },
      },
      {
        token: "access token of a user with roles",
        kind: "access_token",
        header: typ,
        claims: { ...v2User, scp: "Orders.Read", roles: ["Orders.Reader"] },
      },
      {
        token: "access token of a user, on behalf of whom an API calls",
        kind: "access_token",
        header: typ,
        claims: { ...v2User, azpacr: "1", scp: "Orders.Read" },
      },
      {
        token: "access token of an application with roles",
        kind: "access_token",
        header: typ,
        claims: { ...v2Application, roles: ["Orders.All"] },
      },
      {
        token: "access token of a managed identity with roles",
        kind: "access_token",
        header: typ,
        claims: { ...v2Application, azpacr: "2", roles: ["Orders.All"] },
      },
      {
        token: "access token of version 1, as an API gets it whose manifest says nothing",
        kind: "access_token",
        header: { ...typ, x5t: "2ZQpJ3UpbjAYXYGaXEJl8lV0TOI" },
        claims: {
          ...time,
          ...internal,
          ...who,
          iss: `https://sts.windows.net/${tenant}/`,
          ver: "1.0",
          aud: "api://orders",
          appid: web,
          appidacr: "0",
          scp: "Orders.Read",
        },
        refused: {
          reason: "unknown_issuer",
          because:
            'the API is set to version 1: give `version: "v1"`, or set `requestedAccessTokenVersion` in its manifest to 2',
        },
      },
      ...v2IdTokens,
    ],
  },
  {
    name: "entra-without-roles",
    server: "Microsoft Entra ID (applications without roles)",
    ...product,
    options: withoutRoles,
    uncertain: [],
    notes: [
      "Any application of the tenant gets a token without roles for any API, unless an assignment is required on the enterprise application. With this configuration ask for scopes or roles on every route.",
    ],
    shapes: [
      {
        token: "access token of an application without roles",
        kind: "access_token",
        header: typ,
        claims: v2Application,
      },
      {
        token: "access token of a user",
        kind: "access_token",
        header: typ,
        claims: { ...v2User, scp: "Orders.Read" },
      },
      ...v2IdTokens,
    ],
  },
  {
    name: "entra-tenants",
    server: "Microsoft Entra ID (several tenants)",
    ...product,
    options: multiTenant,
    uncertain: [],
    notes: [
      "Every tenant is an issuer of its own, and tokens of tenants that are not listed are refused. `common`, `organizations` and `consumers` stand for every tenant there is and cannot be given.",
      "Keys that are bound to one tenant are used for no other.",
      'With `rolesAsScopes` the roles count as scopes: `requireScope("role:Orders.All")`.',
    ],
    ...SCOPE_TELLS,
    shapes: [
      {
        token: "access token of a user of the first tenant",
        kind: "access_token",
        header: typ,
        claims: { ...v2User, scp: "Orders.Read" },
      },
      {
        token: "access token of an application of the other tenant",
        kind: "access_token",
        header: typ,
        claims: {
          ...v2Application,
          iss: `https://login.microsoftonline.com/${otherTenant}/v2.0`,
          tid: otherTenant,
          roles: ["Orders.All"],
        },
      },
      {
        token: "ID token of the other tenant",
        kind: "id_token",
        header: typ,
        claims: { ...v2Id, iss: `https://login.microsoftonline.com/${otherTenant}/v2.0`, tid: otherTenant },
      },
      ...v2IdTokens,
    ],
  },
  {
    name: "entra-external-id",
    server: "Microsoft Entra External ID",
    product: "Microsoft Entra ID",
    preset: "entraExternalId",
    options: externalId,
    uncertain: ["Whether a custom URL domain changes the issuer: compare `issuer` in its metadata."],
    notes: ["The issuer has the id of the tenant for its host name; the metadata are at the name of the tenant."],
    ...SCOPE_TELLS,
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: typ,
        claims: { ...v2User, iss: `https://${tenant}.ciamlogin.com/${tenant}/v2.0`, scp: "Orders.Read" },
      },
      {
        token: "access token of an application with roles",
        kind: "access_token",
        header: typ,
        claims: { ...v2Application, iss: `https://${tenant}.ciamlogin.com/${tenant}/v2.0`, roles: ["Orders.All"] },
      },
      ...v2IdTokens.map((shape) => ({
        ...shape,
        claims: { ...shape.claims, iss: `https://${tenant}.ciamlogin.com/${tenant}/v2.0` },
      })),
    ],
  },
];
