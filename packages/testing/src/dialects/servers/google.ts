import type { VerifierOptions } from "@ostiary/core";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
// There is no configuration that takes tokens of Google, and google() throws to say so. This one refuses them all.
const options: VerifierOptions = {
  issuer: "https://accounts.google.com",
  audience: "https://orders.acme.example",
};
// #endregion

const issued = { iss: "https://accounts.google.com", iat: ISSUED_AT, exp: EXPIRES_AT };
const web = "1070-web.apps.googleusercontent.com";
const typ = { typ: "JWT" };
const user = {
  ...issued,
  azp: web,
  aud: web,
  sub: "107000000000000000001",
  email: "ada@acme.example",
  email_verified: true,
};
const service = {
  ...issued,
  azp: "108000000000000000002",
  aud: "https://orders.acme.example",
  sub: "108000000000000000002",
  email: "caller@acme-project.iam.gserviceaccount.com",
  email_verified: true,
};

export const GOOGLE: readonly Dialect[] = [
  {
    name: "google",
    server: "Google",
    product: "Google",
    preset: "google",
    options,
    uncertain: [],
    notes: [
      "Google issues no access tokens for your API: they are opaque (`ya29.`), for Google's own APIs, and there is no introspection. Every JWT of `https://accounts.google.com` is an ID token.",
      "For users who log in with Google: let an authorization server of yours do that, and take its access tokens.",
      "For services on Google Cloud, whose callers have nothing but an ID token: let the platform check it before the request reaches you (Cloud Run with authentication, Identity-Aware Proxy, API Gateway).",
      "For Pub/Sub push and the like: check the ID token on that one route with a library for ID tokens, `aud` and `email` included.",
    ],
    shapes: [
      {
        token: "ID token of a user, code flow",
        kind: "id_token",
        header: typ,
        claims: { ...user, at_hash: "kq0w4VtG6uQqS9rUzY2x1A" },
      },
      {
        token: "ID token of a user with nonce",
        kind: "id_token",
        header: typ,
        claims: { ...user, nonce: "n-0S6_WzA2Mj", name: "Ada", hd: "acme.example" },
      },
      {
        token: "ID token of a user, Sign in with Google",
        kind: "id_token",
        header: typ,
        claims: { ...user, nbf: ISSUED_AT, name: "Ada", given_name: "Ada", jti: "c1d2" },
      },
      { token: "ID token of a service account", kind: "id_token", header: typ, claims: service },
      {
        token: "ID token of a service account, Pub/Sub push",
        kind: "id_token",
        header: typ,
        claims: { ...service, aud: "https://orders.acme.example/push" },
      },
      {
        token: "ID token of a virtual machine",
        kind: "id_token",
        header: typ,
        claims: { ...service, google: { compute_engine: { project_id: "acme-project", zone: "europe-west1-b" } } },
      },
    ],
  },
];
