import type { VerifierOptions } from "@ostiary/core";
import { dangerouslyIgnoreIdTokenEvidence } from "@ostiary/core/danger";
import { dex } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: dex({
    issuer: "https://dex.acme.example",
    clientIds: ["orders-api", "orders-cli"],
    groupsAsScopes: { prefix: "group:" },
    // Access tokens of Dex cannot all be told from its ID tokens. This says that we know.
    [dangerouslyIgnoreIdTokenEvidence]: true,
  }),
};
// #endregion

const every = {
  iss: "https://dex.acme.example",
  sub: "CgVhZGFfMRIFbG9jYWw",
  aud: "orders-cli",
  exp: EXPIRES_AT,
  iat: ISSUED_AT,
};
const newer = { ...every, jti: "c2b7e9d4-5a1f-4380-9e6c-8d0b3f7a2e15" };
const person = { email: "ada@acme.example", email_verified: true, name: "Ada", preferred_username: "ada" };
const GAP = "It has every claim that an access token of this server has, and no other.";

export const DEX: readonly Dialect[] = [
  {
    name: "dex",
    server: "Dex",
    product: "Dex",
    preset: "dex",
    options,
    uncertain: [
      "From which version on `c_hash` is written: before that, ID tokens of the code flow pass as well.",
      "Newer versions can sign with other algorithms than RS256: then change `algorithms`.",
    ],
    notes: [
      "Access tokens are ID tokens with the hash of a random value; ID tokens of the refresh flow cannot be told from them.",
      "Let the API be a client of its own: others then ask for it with the scope `audience:server:client_id:orders-api`.",
      "Introspection does not help: its answer calls an ID token an access token.",
    ],
    denials: { "id-token-without-nonce": "missing_claim", "userinfo-jwt": "missing_claim" },
    shapes: [
      {
        token: "access token of the code flow",
        kind: "access_token",
        claims: { ...newer, ...person, nonce: "n-0S6_WzA2Mj", at_hash: "b1Zp7Wk3VtG6uQqS9rUzYA", groups: ["staff"] },
      },
      {
        token: "access token without a nonce",
        kind: "access_token",
        claims: { ...newer, at_hash: "b1Zp7Wk3VtG6uQqS9rUzYA" },
      },
      {
        token: "access token of an older version",
        kind: "access_token",
        claims: { ...every, ...person, at_hash: "b1Zp7Wk3VtG6uQqS9rUzYA", groups: ["staff", "admins"] },
      },
      {
        token: "access token for this API as another client",
        kind: "access_token",
        claims: {
          ...newer,
          aud: ["orders-api", "web"],
          azp: "web",
          at_hash: "b1Zp7Wk3VtG6uQqS9rUzYA",
          email: "ada@acme.example",
          email_verified: true,
        },
      },
      {
        token: "access token of a session",
        kind: "access_token",
        claims: {
          ...newer,
          at_hash: "b1Zp7Wk3VtG6uQqS9rUzYA",
          auth_time: ISSUED_AT - 10,
          sid: "k4Tq8nYcDfGh",
          groups: ["staff"],
        },
      },
      {
        token: "access token of a client",
        kind: "access_token",
        claims: { ...newer, sub: "orders-cli", at_hash: "b1Zp7Wk3VtG6uQqS9rUzYA" },
      },
      {
        token: "access token with the identity at the connector",
        kind: "access_token",
        claims: {
          ...newer,
          at_hash: "b1Zp7Wk3VtG6uQqS9rUzYA",
          federated_claims: { connector_id: "github", user_id: "4711" },
        },
      },
      {
        token: "ID token of the code flow",
        kind: "id_token",
        claims: {
          ...newer,
          ...person,
          nonce: "n-0S6_WzA2Mj",
          at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
          c_hash: "LDktKdoQak3Pk0cnXxCltA",
          groups: ["staff"],
        },
      },
      {
        token: "ID token of the hybrid flow, before its access token",
        kind: "id_token",
        claims: { ...newer, ...person, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA" },
      },
      {
        token: "ID token of the implicit flow, alone",
        kind: "id_token",
        claims: { ...newer, ...person, nonce: "n-0S6_WzA2Mj", groups: ["staff"] },
      },
      {
        token: "ID token of the refresh flow",
        kind: "id_token",
        claims: { ...newer, ...person, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A", groups: ["staff"] },
        gap: GAP,
      },
      {
        token: "ID token of the code flow of an older version",
        kind: "id_token",
        claims: { ...every, ...person, nonce: "n-0S6_WzA2Mj", at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
        gap: GAP,
      },
    ],
  },
];
