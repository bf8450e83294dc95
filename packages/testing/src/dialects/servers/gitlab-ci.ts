import type { VerifierOptions } from "@ostiary/core";
import { gitLabCi } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: gitLabCi({ url: "https://gitlab.acme.example", projectIds: ["20"] }),
  audience: "https://api.acme.example",
};
// #endregion

const every = { iss: "https://gitlab.acme.example", iat: ISSUED_AT, exp: EXPIRES_AT };
const job = {
  ...every,
  nbf: ISSUED_AT - 5,
  aud: "https://api.acme.example",
  jti: "d07b3f9e-5c14-48a2-9e6d-b1f0c8a7e235",
  namespace_id: "72",
  namespace_path: "acme",
  project_id: "20",
  project_path: "acme/orders",
  user_id: "1",
  user_login: "ada",
  user_email: "ada@acme.example",
  user_access_level: "developer",
  pipeline_id: "574",
  pipeline_source: "push",
  job_id: "302",
  ref: "main",
  ref_type: "branch",
  ref_path: "refs/heads/main",
  ref_protected: "true",
  runner_id: 1,
  runner_environment: "self-hosted",
  sha: "714a629c0b401fdce83e847fc9589983fc6f46bc",
  project_visibility: "private",
  ci_config_ref_uri: "gitlab.acme.example/acme/orders//.gitlab-ci.yml@refs/heads/main",
  ci_config_sha: "714a629c0b401fdce83e847fc9589983fc6f46bc",
};
const login = {
  ...every,
  sub: "1",
  aud: "7d1c9e5b3f0a",
  auth_time: ISSUED_AT - 10,
  sub_legacy: "b0c4e8",
  name: "Ada",
  nickname: "ada",
  preferred_username: "ada",
  email: "ada@acme.example",
  email_verified: true,
  profile: "https://gitlab.acme.example/ada",
  groups_direct: ["acme"],
};
const JWT = { typ: "JWT" };

export const GITLAB_CI: readonly Dialect[] = [
  {
    name: "gitlab-ci",
    server: "GitLab CI/CD",
    product: "GitLab CI/CD",
    preset: "gitLabCi",
    options,
    uncertain: [
      "An instance can be told to write another issuer than its address: then change `issuer`.",
      "The ID tokens of users, which have the same issuer, are as its documentation has them, and were not tried.",
    ],
    notes: [
      "Every project of the instance gets tokens of this issuer: exactly those that are listed may call.",
      "Numbers of projects and namespaces are never given again; paths that were given up are.",
      "A job asks for the audience: `id_tokens: { API_TOKEN: { aud: https://api.acme.example } }`.",
      "Whoever can push to any branch can call; `subjects` or `checks` (of `ref_protected`, say) say more.",
      "The tokens have no scopes: guard routes with `requireAuth()`.",
    ],
    shapes: [
      {
        token: "token of a job on a branch",
        kind: "access_token",
        header: JWT,
        claims: { ...job, sub: "project_path:acme/orders:ref_type:branch:ref:main" },
      },
      {
        token: "token of a job for a tag",
        kind: "access_token",
        header: JWT,
        claims: {
          ...job,
          ref: "v1.4.0",
          ref_type: "tag",
          ref_path: "refs/tags/v1.4.0",
          sub: "project_path:acme/orders:ref_type:tag:ref:v1.4.0",
        },
      },
      {
        token: "token of a job for an environment",
        kind: "access_token",
        header: JWT,
        claims: {
          ...job,
          environment: "production",
          environment_protected: "true",
          environment_action: "start",
          deployment_tier: "production",
          sub: "project_path:acme/orders:ref_type:branch:ref:main",
        },
      },
      {
        token: "token of a job of a merge request",
        kind: "access_token",
        header: JWT,
        claims: {
          ...job,
          pipeline_source: "merge_request_event",
          ref: "fix-totals",
          ref_path: "refs/heads/fix-totals",
          ref_protected: "false",
          sub: "project_path:acme/orders:ref_type:branch:ref:fix-totals",
        },
      },
      {
        token: "token of a job, for several audiences",
        kind: "access_token",
        header: JWT,
        claims: {
          ...job,
          aud: ["https://api.acme.example", "https://billing.acme.example"],
          sub: "project_path:acme/orders:ref_type:branch:ref:main",
        },
      },
      {
        token: "token of a job, with the identities of the user",
        kind: "access_token",
        header: JWT,
        claims: {
          ...job,
          user_identities: [{ provider: "github", extern_uid: "2435223452345" }],
          groups_direct: ["acme"],
          sub: "project_path:acme/orders:ref_type:branch:ref:main",
        },
      },
      { token: "ID token of a user", kind: "id_token", header: JWT, claims: { ...login, nonce: "n-0S6_WzA2Mj" } },
      { token: "ID token of a user, without nonce", kind: "id_token", header: JWT, claims: login },
    ],
  },
];
