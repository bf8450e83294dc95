import { deny, PASS, type VerifierOptions } from "@ostiary/core";
import { azureAdB2c } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: azureAdB2c({
    tenantName: "acme",
    tenantId: "11111111-2222-4333-8444-555555555555",
    policy: "B2C_1_signin",
  }),
  audience: "aaaaaaaa-0000-4000-8000-000000000001",
  // The issuer is that of all policies. Which one it was stands in tfp.
  checks: [(token) => (token.claims["tfp"] === "B2C_1_signin" ? PASS : deny("claims_rejected", "another policy"))],
};
// #endregion

// #region sample
const perPolicy: VerifierOptions = {
  issuer: azureAdB2c({
    tenantName: "acme",
    tenantId: "11111111-2222-4333-8444-555555555555",
    policies: ["B2C_1_signin", "B2C_1_edit"],
  }),
  audience: "aaaaaaaa-0000-4000-8000-000000000001",
};
// #endregion

const tenant = "11111111-2222-4333-8444-555555555555";
const api = "aaaaaaaa-0000-4000-8000-000000000001";
const web = "bbbbbbbb-0000-4000-8000-000000000002";
const typ = { typ: "JWT" };
const issued = {
  iss: `https://acme.b2clogin.com/${tenant}/v2.0/`,
  iat: ISSUED_AT,
  nbf: ISSUED_AT,
  exp: EXPIRES_AT,
  sub: "cccccccc-0000-4000-8000-000000000003",
  tfp: "B2C_1_signin",
  ver: "1.0",
};
const id = {
  ...issued,
  aud: web,
  auth_time: ISSUED_AT - 10,
  name: "Ada",
  emails: ["ada@acme.example"],
  idp: "local",
};
const ofEditing = { iss: `https://acme.b2clogin.com/tfp/${tenant}/b2c_1_edit/v2.0/`, tfp: "B2C_1_edit" };
const ofSigningIn = { iss: `https://acme.b2clogin.com/tfp/${tenant}/b2c_1_signin/v2.0/` };

const idTokens: readonly Shape[] = [
  { token: "ID token, code flow with nonce", kind: "id_token", header: typ, claims: { ...id, nonce: "n-0S6_WzA2Mj" } },
  { token: "ID token, refresh flow", kind: "id_token", header: typ, claims: id },
  {
    token: "ID token, hybrid flow",
    kind: "id_token",
    header: typ,
    claims: { ...id, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA" },
  },
  {
    token: "ID token, implicit flow with an access token",
    kind: "id_token",
    header: typ,
    claims: { ...id, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
  },
];

export const AZURE_AD_B2C: readonly Dialect[] = [
  {
    name: "azure-ad-b2c",
    server: "Azure AD B2C",
    product: "Azure AD B2C",
    preset: "azureAdB2c",
    options,
    uncertain: [
      "Older policies write their name into `acr` in place of `tfp`: mend the check.",
      "A custom policy can add claims of any name to ID tokens as well, `azp` and `scp` among them.",
    ],
    notes: [
      "Metadata and keys belong to a policy, and by default all policies of a tenant write the same issuer. User flows share their keys, so the tokens of all of them pass unless a check looks at `tfp`.",
      "Tokens of a custom policy with keys of its own pass only if that policy is the one that is named.",
      "`audience` is the application (client) id of the API, a GUID.",
    ],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: typ,
        claims: { ...issued, aud: api, azp: web, scp: "orders.read" },
      },
      {
        token: "access token of a user with nonce",
        kind: "access_token",
        header: typ,
        claims: { ...issued, aud: api, azp: web, scp: "orders.read", nonce: "n-0S6_WzA2Mj" },
      },
      {
        token: "access token of a user with claims of the user flow",
        kind: "access_token",
        header: typ,
        claims: { ...issued, aud: api, azp: web, scp: "orders.read", name: "Ada", emails: ["ada@acme.example"] },
      },
      {
        token: "access token of a client for itself",
        kind: "access_token",
        header: typ,
        claims: { ...issued, aud: api, azp: api, nonce: "n-0S6_WzA2Mj" },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: typ,
        claims: {
          ...issued,
          aud: api,
          azp: web,
          scp: "app.read app.write",
          sub: "dddddddd-0000-4000-8000-000000000004",
        },
      },
      ...idTokens,
    ],
  },
  {
    name: "azure-ad-b2c-policies",
    server: "Azure AD B2C (an issuer for each policy)",
    product: "Azure AD B2C",
    preset: "azureAdB2c",
    options: perPolicy,
    uncertain: [
      "That the name of a policy stands in lower case in the issuer: compare `issuer` in the metadata of the policy.",
    ],
    notes: ['Choose the value with `/tfp/` for "Issuer (iss) claim" in the properties of every user flow.'],
    shapes: [
      {
        token: "access token of one policy",
        kind: "access_token",
        header: typ,
        claims: { ...issued, ...ofSigningIn, aud: api, azp: web, scp: "orders.read", nonce: "n-0S6_WzA2Mj" },
      },
      {
        token: "access token of another policy",
        kind: "access_token",
        header: typ,
        claims: { ...issued, ...ofEditing, aud: api, azp: web, scp: "orders.read" },
      },
      ...idTokens.map((shape) => ({ ...shape, claims: { ...shape.claims, ...ofSigningIn } })),
      {
        token: "ID token of another policy",
        kind: "id_token",
        header: typ,
        claims: { ...id, ...ofEditing, nonce: "n-0S6_WzA2Mj" },
      },
    ],
  },
];
