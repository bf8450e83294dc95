import type { VerifierOptions } from "@ostiary/core";
import { kubernetes } from "@ostiary/core/presets";
import { SUBJECT_TRUSTED } from "../audit-except.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: kubernetes({
    issuer: "https://oidc.acme.example/clusters/main",
    serviceAccounts: ["payments/worker"],
  }),
  audience: "https://api.acme.example",
};
// #endregion

const every = {
  iss: "https://oidc.acme.example/clusters/main",
  sub: "system:serviceaccount:payments:worker",
  aud: ["https://api.acme.example"],
  iat: ISSUED_AT,
  nbf: ISSUED_AT,
  exp: EXPIRES_AT,
};
const namespace = "payments";
const serviceaccount = { name: "worker", uid: "14ee3fa4-a7e2-420f-9f9a-dbc4507c3798" };
const pod = { name: "worker-6bb4d7f9c-2xkqp", uid: "8b1f6c0e-47d3-4a9e-b5f2-0d7c9e3a1b64" };
const node = { name: "node-1", uid: "3c5d7e9f-1a2b-4c6d-8e0f-9b7a5c3d1e2f" };

export const KUBERNETES: readonly Dialect[] = [
  {
    name: "kubernetes",
    server: "Kubernetes service accounts",
    product: "Kubernetes",
    preset: "kubernetes",
    options,
    uncertain: ["Which algorithm a signer outside the cluster uses: then change `algorithms`."],
    notes: [
      "Every pod of the cluster can get tokens of this issuer, for any audience: exactly the listed accounts may call.",
      "Whoever may create pods in a namespace can act as each of its service accounts.",
      "Give pods a token for this API: a projected volume with `serviceAccountToken: { audience, path }`.",
      "Where the issuer is not public, give `jwks`, or a `fetch` that trusts the cluster and presents a token of its own.",
      "Tokens of secrets never expire, and are refused.",
      "The tokens have no scopes: guard routes with `requireAuth()`.",
    ],
    auditExcept: SUBJECT_TRUSTED,
    shapes: [
      {
        token: "token of a pod",
        kind: "access_token",
        claims: {
          ...every,
          jti: "0f6e2b8d-94c7-4a15-b3d0-7e9c5a1f8b42",
          "kubernetes.io": { namespace, node, pod, serviceaccount },
        },
      },
      {
        token: "token of a pod, of an older version",
        kind: "access_token",
        claims: { ...every, "kubernetes.io": { namespace, pod, serviceaccount } },
      },
      {
        token: "token of a pod that may be used longer",
        kind: "access_token",
        claims: {
          ...every,
          exp: ISSUED_AT + 31_536_000,
          "kubernetes.io": { namespace, pod, serviceaccount, warnafter: ISSUED_AT + 3607 },
        },
      },
      {
        token: "token of a service account alone",
        kind: "access_token",
        claims: {
          ...every,
          jti: "b27d9f14-3e6a-4c80-8d5b-1f0e7c9a2b63",
          "kubernetes.io": { namespace, serviceaccount },
        },
      },
      {
        token: "token bound to a secret",
        kind: "access_token",
        claims: {
          ...every,
          "kubernetes.io": {
            namespace,
            secret: { name: "worker-lock", uid: "6a4c2e0f-8b9d-4713-a5e7-c1d3f5b79e20" },
            serviceaccount,
          },
        },
      },
      {
        token: "token for several audiences",
        kind: "access_token",
        claims: {
          ...every,
          aud: ["https://api.acme.example", "https://billing.acme.example"],
          "kubernetes.io": { namespace, node, pod, serviceaccount },
        },
      },
    ],
  },
];
