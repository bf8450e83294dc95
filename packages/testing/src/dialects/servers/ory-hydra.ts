import type { VerifierOptions } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { oryHydra, oryNetwork } from "@ostiary/core/presets";
import { AUDIENCE_OPTIONAL } from "../audit-except.js";
import { OPAQUE_CLIENT_REQUIRED } from "../denials.js";
import type { Dialect } from "../dialect.js";
import { access, answer, id, idToken, issued, logoutToken, refreshToken, typ, user, web } from "./ory-hydra-tokens.js";

// #region sample
const opaque: VerifierOptions = {
  issuer: oryHydra({ issuer: "https://auth.acme.example", adminUrl: "http://127.0.0.1:4445" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const jwt: VerifierOptions = {
  issuer: oryHydra({ issuer: "https://auth.acme.example", tokenFormat: "jwt" }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const withoutAudiences: VerifierOptions = {
  issuer: oryHydra({
    issuer: "https://auth.acme.example",
    adminUrl: "http://127.0.0.1:4445",
    tokenFormat: "both",
    clientIds: ["8d7c2c1e-9b3a-4c07-b1f6-52b0b7d0a2c4"],
    [dangerouslyAcceptMissingAudience]: true,
  }),
};
// #endregion

// #region sample
const network: VerifierOptions = {
  issuer: oryNetwork({ projectSlug: "acme-x1y2z3", apiKey: "ory_pat_made-up" }),
  audience: "https://api.acme.example",
};
// #endregion

export const ORY_HYDRA: readonly Dialect[] = [
  {
    name: "hydra",
    server: "Ory Hydra",
    product: "Ory Hydra",
    preset: "oryHydra",
    options: opaque,
    uncertain: [
      "Opaque tokens of Hydra 1 do not begin with `ory_at_`: override `introspection` for those, and `issuer`, which ended in a slash then.",
    ],
    notes: [
      "`issuer` is `urls.self.issuer` of the configuration, character by character.",
      "The introspection endpoint is on the admin port and not in the metadata. It has to be reached by https, or by http on the same machine: put a sidecar beside the API that forwards `http://127.0.0.1:4445`, or give Hydra a certificate (`serve.admin.tls`). For plain http within a network, override `introspection` with a `client` of your own.",
      "A token has an audience only if the client may ask for it, asks, and the consent application grants it.",
    ],
    denials: OPAQUE_CLIENT_REQUIRED,
    shapes: [
      {
        token: "opaque access token of a user",
        kind: "access_token",
        format: "opaque",
        prefix: "ory_at_",
        claims: answer,
      },
      {
        token: "opaque access token, client credentials",
        kind: "access_token",
        format: "opaque",
        prefix: "ory_at_",
        claims: { ...answer, sub: web, scope: "orders.read", ext: {} },
      },
      {
        token: "opaque access token, no scope granted",
        kind: "access_token",
        format: "opaque",
        prefix: "ory_at_",
        claims: { ...answer, scope: "" },
      },
      refreshToken,
      {
        ...refreshToken,
        token: "opaque refresh token in the place of an access token",
        prefix: "ory_at_",
      },
      idToken,
      logoutToken,
    ],
  },
  {
    name: "hydra-jwt",
    server: "Ory Hydra (JWT)",
    product: "Ory Hydra",
    preset: "oryHydra",
    options: jwt,
    uncertain: [
      "ID tokens, logout tokens and access tokens have the same header, and their keys stand in one JWK Set: they are told apart by claims. To keep the keys apart as well, give a `keySource` that knows those of the set `hydra.jwt.access-token` alone.",
    ],
    notes: [
      "Set `strategies.access_token: jwt`, or `access_token_strategy: jwt` for a client.",
      "Scopes stand in `scp`, or in `scope` with `strategies.jwt.scope_claim: string`; both are read.",
    ],
    shapes: [
      {
        token: "access token of a user",
        kind: "access_token",
        header: typ,
        claims: { ...access, ext: { tenant: "acme" }, tenant: "acme", scp: ["orders.read", "offline"] },
      },
      {
        token: "access token with the scopes in a string",
        kind: "access_token",
        header: typ,
        claims: { ...access, scope: "orders.read offline" },
      },
      {
        token: "access token with the scopes in both forms",
        kind: "access_token",
        header: typ,
        claims: { ...access, scp: ["orders.read"], scope: "orders.read" },
      },
      {
        token: "access token, client credentials",
        kind: "access_token",
        header: typ,
        claims: { ...access, sub: web, scp: ["orders.read"] },
      },
      {
        token: "access token, no scope granted",
        kind: "access_token",
        header: typ,
        claims: { ...access, scp: [] },
      },
      idToken,
      {
        token: "ID token, implicit flow",
        kind: "id_token",
        header: typ,
        claims: { ...id, nonce: "n-0S6_WzA2Mj" },
      },
      {
        token: "ID token, hybrid flow",
        kind: "id_token",
        header: typ,
        claims: { ...id, nonce: "n-0S6_WzA2Mj", c_hash: "LDktKdoQak3Pk0cnXxCltA" },
      },
      {
        token: "ID token, refresh flow",
        kind: "id_token",
        header: typ,
        claims: { ...id, at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
      },
      logoutToken,
      {
        token: "verifiable credential",
        kind: "verifiable_credential",
        header: typ,
        claims: {
          ...issued,
          jti: "5e1c",
          sub: "did:jwk:made-up",
          vc: { type: ["VerifiableCredential", "UserInfoCredential"], credentialSubject: { id: user } },
        },
      },
    ],
  },
  {
    name: "hydra-no-audience",
    server: "Ory Hydra (without audiences)",
    product: "Ory Hydra",
    preset: "oryHydra",
    options: withoutAudiences,
    uncertain: [],
    notes: [
      "The clients of `clientIds` are the audience: each of their tokens opens this API, whatever it was meant for.",
      'With `tokenFormat: "both"` JWTs are verified by their signature, and opaque tokens are asked about.',
    ],
    auditExcept: AUDIENCE_OPTIONAL,
    denials: OPAQUE_CLIENT_REQUIRED,
    shapes: [
      {
        token: "JWT access token of a user",
        kind: "access_token",
        header: typ,
        claims: { ...access, aud: [], scp: ["orders.read", "offline"] },
      },
      {
        token: "JWT access token, client credentials",
        kind: "access_token",
        header: typ,
        claims: { ...access, aud: [], sub: web, jti: "77aa", scp: ["orders.read"] },
      },
      {
        token: "opaque access token of a user",
        kind: "access_token",
        format: "opaque",
        prefix: "ory_at_",
        claims: { ...answer, aud: [] },
      },
      { ...refreshToken, claims: { ...refreshToken.claims, aud: [] } },
      idToken,
      logoutToken,
    ],
  },
  {
    name: "ory-network",
    server: "Ory Network",
    product: "Ory Hydra",
    preset: "oryNetwork",
    options: network,
    uncertain: ["That a custom domain becomes the issuer: compare `iss` of a token with what is configured."],
    notes: ['The API key is needed to ask about opaque tokens; with `tokenFormat: "jwt"` leave it out.'],
    denials: OPAQUE_CLIENT_REQUIRED,
    shapes: [
      {
        token: "opaque access token of a user",
        kind: "access_token",
        format: "opaque",
        prefix: "ory_at_",
        claims: { ...answer, iss: "https://acme-x1y2z3.projects.oryapis.com" },
      },
      {
        ...refreshToken,
        claims: { ...refreshToken.claims, iss: "https://acme-x1y2z3.projects.oryapis.com" },
      },
      { ...idToken, claims: { ...idToken.claims, iss: "https://acme-x1y2z3.projects.oryapis.com" } },
    ],
  },
];
