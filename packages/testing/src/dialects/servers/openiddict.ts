import { randomBytes } from "node:crypto";
import type { VerifierOptions } from "@ostiary/core";
import { openIddict } from "@ostiary/core/presets";
import { ALL_INTROSPECTED } from "../audit-except.js";
import { type Dialect, ISSUED_AT, type Shape } from "../dialect.js";
import { REVOKED } from "../refused-tokens.js";
import { accessTokens, every, idTokens, ownTokens, user, withoutResources } from "./openiddict-tokens.js";

// #region sample
const encryptedOptions: VerifierOptions = {
  issuer: openIddict({ issuer: "https://id.acme.example" }),
  audience: "https://api.acme.example",
  // The symmetric key that was given to AddEncryptionKey(), in base64url.
  decryptionKeys: [{ key: { kty: "oct", k: process.env["ENCRYPTION_KEY"] }, algorithm: "A256KW" }],
};
// #endregion

// #region sample
const signedOptions: VerifierOptions = {
  issuer: openIddict({ issuer: "https://id.acme.example", accessTokens: "signed" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const introspectedOptions: VerifierOptions = {
  issuer: openIddict({
    issuer: "https://id.acme.example",
    accessTokens: "signed",
    introspectAs: { clientId: "orders-api", clientSecret: "from a secret store" },
  }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const referenceOptions: VerifierOptions = {
  issuer: openIddict({
    issuer: "https://id.acme.example",
    accessTokens: "reference",
    introspectAs: { clientId: "orders-api", clientSecret: "from a secret store" },
  }),
  audience: "https://api.acme.example",
};
// #endregion

/** The same with a key that is there, made at run time. */
const withKey: VerifierOptions = {
  ...encryptedOptions,
  decryptionKeys: [{ key: { kty: "oct", k: randomBytes(32).toString("base64url") }, algorithm: "A256KW" }],
};

const encrypted = (shapes: readonly Shape[]): Shape[] => shapes.map((shape) => ({ ...shape, encrypted: true }));

export const OPENIDDICT: readonly Dialect[] = [
  {
    name: "openiddict",
    server: "OpenIddict",
    product: "OpenIddict",
    preset: "openIddict",
    options: withKey,
    uncertain: [
      "Servers that accept anonymous clients leave `client_id` out: then list it in `optionalClaims`.",
      "With keys that are not RSA the tokens have another algorithm than RS256.",
    ],
    notes: [
      "Access tokens are encrypted unless the server is told otherwise; those that are not are refused.",
      "The audience is what the server calls a resource: `SetResources()`.",
      "With `AddEncryptionCertificate()` the key is the private key of the certificate, and the algorithm RSA-OAEP.",
    ],
    denials: { "refresh-token": "unexpected_type" },
    shapes: [...encrypted([...accessTokens, withoutResources]), ...idTokens, ...encrypted(ownTokens)],
  },
  {
    name: "openiddict-signed",
    server: "OpenIddict (not encrypted)",
    product: "OpenIddict",
    preset: "openIddict",
    options: signedOptions,
    uncertain: [],
    notes: ["After `DisableAccessTokenEncryption()`; refresh tokens and codes stay encrypted."],
    denials: { "refresh-token": "unexpected_type" },
    shapes: [...accessTokens, withoutResources, ...idTokens, ...ownTokens],
  },
  {
    name: "openiddict-introspected",
    server: "OpenIddict (asked about each token)",
    product: "OpenIddict",
    preset: "openIddict",
    options: introspectedOptions,
    uncertain: [],
    notes: [
      "With `introspectAs` every JWT that has passed is asked about, so that a revocation shows. The client that asks must be a resource of the token.",
    ],
    auditExcept: ALL_INTROSPECTED,
    shapes: [
      ...accessTokens.map((shape) => ({ ...shape, told: { token_type: "Bearer", token_usage: "access_token" } })),
      {
        ...withoutResources,
        token: "access token that was revoked",
        claims: { ...withoutResources.claims, aud: "https://api.acme.example" },
        told: { active: false },
        refused: REVOKED,
      },
      ...idTokens,
    ],
  },
  {
    name: "openiddict-reference",
    server: "OpenIddict (reference tokens)",
    product: "OpenIddict",
    preset: "openIddict",
    options: referenceOptions,
    uncertain: [],
    notes: [
      "After `UseReferenceAccessTokens()`.",
      "The client that asks must be a resource of the token; otherwise the answer has no scopes.",
    ],
    shapes: [
      {
        token: "reference access token of a user",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          ...user,
          nbf: ISSUED_AT,
          jti: "7a1d4c5e-3b9f-4e02-8c67-d5f0a2b9e813",
          token_type: "Bearer",
          token_usage: "access_token",
          aud: "https://api.acme.example",
          client_id: "web",
          scope: "openid orders.read",
        },
      },
      {
        token: "reference access token of a client",
        kind: "access_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          sub: "worker",
          nbf: ISSUED_AT,
          jti: "0b7e2d9c-6a54-4f13-9e80-c3d1f5a8b264",
          token_type: "Bearer",
          token_usage: "access_token",
          aud: ["https://api.acme.example", "https://billing.acme.example"],
          client_id: "worker",
          scope: "orders.read",
        },
      },
      {
        token: "reference refresh token",
        kind: "refresh_token",
        format: "opaque",
        claims: {
          active: true,
          ...every,
          ...user,
          nbf: ISSUED_AT,
          token_usage: "refresh_token",
          aud: "https://api.acme.example",
        },
      },
      ...idTokens,
    ],
  },
];
