import type { VerifierOptions } from "@ostiary/core";
import { pingOne } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: pingOne({ environmentId: "abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6", region: "EU" }),
  audience: "https://api.acme.example",
};
// #endregion

const environment = {
  iss: "https://auth.pingone.eu/abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6/as",
  iat: ISSUED_AT,
  exp: EXPIRES_AT,
  env: "abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6",
  org: "97ba44f2-f7ee-4144-aa95-9e636b57c096",
};
const client = "3cc5e2ea-9b5d-4c4f-8f5b-7a7b0f1f6a10";
const login = {
  sub: "74b27ef5-7c72-4e4b-9f0b-2b6f6b7b1c33",
  auth_time: ISSUED_AT - 10,
  acr: "Single_Factor",
  sid: "0b6d3a4e-6a8c-4f7c-8d8c-0a3b8a6f6b4e",
};

export const PING_ONE: readonly Dialect[] = [
  {
    name: "ping-one",
    server: "PingOne",
    product: "PingOne",
    preset: "pingOne",
    options,
    uncertain: [
      "Refresh tokens may be JWTs, of a form that is not documented.",
      "The issuer of a domain of your own was not verified.",
    ],
    notes: [
      "From 2 March 2027 access tokens carry `typ: at+jwt`; both forms are accepted.",
      "Introspection answers only the client that got the token, and answers for ID tokens too; it is not used.",
    ],
    shapes: [
      {
        token: "access token",
        kind: "access_token",
        claims: {
          ...environment,
          ...login,
          client_id: client,
          scope: "openid orders:read",
          aud: ["https://api.acme.example"],
          jti: "6d4b0b0a-5a6e-4d62-8d1e-5d7f9d3c2b10",
        },
      },
      {
        token: "access token from 2027 on",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: {
          ...environment,
          ...login,
          client_id: client,
          scope: "openid orders:read",
          aud: ["https://api.acme.example"],
          jti: "6d4b0b0a-5a6e-4d62-8d1e-5d7f9d3c2b11",
        },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        claims: { ...environment, client_id: client, scope: "orders:read", aud: ["https://api.acme.example"] },
      },
      {
        token: "access token, client credentials, from 2027 on",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: { ...environment, client_id: client, scope: "orders:read", aud: ["https://api.acme.example"] },
      },
      {
        token: "access token with custom attributes",
        kind: "access_token",
        claims: {
          ...environment,
          ...login,
          client_id: client,
          scope: "orders:read",
          aud: ["https://api.acme.example"],
          tier: "gold",
          groups: ["staff"],
        },
      },
      {
        token: "ID token, code flow",
        kind: "id_token",
        claims: {
          ...environment,
          ...login,
          aud: client,
          nonce: "n-0S6_WzA2Mj",
          at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
          amr: ["pwd"],
          name: "Ada",
        },
      },
      {
        token: "ID token, code flow, no nonce",
        kind: "id_token",
        claims: { ...environment, ...login, aud: client, at_hash: "kq0w4VtG6uQqS9rUzY2x1A", amr: ["pwd"] },
      },
      {
        token: "ID token, hybrid flow",
        kind: "id_token",
        claims: {
          ...environment,
          ...login,
          aud: client,
          nonce: "n-0S6_WzA2Mj",
          c_hash: "LDktKdoQak3Pk0cnXxCltA",
          s_hash: "bOhtX8F73IMjSPeVAqxyTQ",
        },
      },
      {
        token: "ID token, implicit flow",
        kind: "id_token",
        claims: { ...environment, ...login, aud: client, nonce: "n-0S6_WzA2Mj", name: "Ada" },
      },
    ],
  },
];
