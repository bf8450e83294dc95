import type { VerifierOptions } from "@ostiary/core";
import { gitHubActions } from "@ostiary/core/presets";
import { SUBJECT_TRUSTED } from "../audit-except.js";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  // gh api repos/acme/orders --jq .id
  issuer: gitHubActions({ repositoryIds: ["74"] }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const enterpriseOptions: VerifierOptions = {
  issuer: gitHubActions({
    enterprise: "acme-group",
    subjects: ["repo:acme/orders:environment:production", "repo:acme@65/orders@74:environment:production"],
  }),
  audience: "https://api.acme.example",
};
// #endregion

// #region sample
const serverOptions: VerifierOptions = {
  issuer: gitHubActions({ host: "github.acme.example", ownerIds: ["65"] }),
  audience: "https://api.acme.example",
};
// #endregion

const times = { iat: ISSUED_AT, nbf: ISSUED_AT - 600, exp: EXPIRES_AT };
const job = {
  jti: "4f2d9c7e-0b58-4a36-9d1e-c7a5e3f0b842",
  aud: "https://api.acme.example",
  sha: "9b1d2f6e0a7c4583b5d9e8f1c2a3b4d5e6f70812",
  repository: "acme/orders",
  repository_id: "74",
  repository_owner: "acme",
  repository_owner_id: "65",
  repository_visibility: "private",
  run_id: "11802",
  run_number: "10",
  run_attempt: "1",
  runner_environment: "github-hosted",
  actor: "ada",
  actor_id: "12",
  workflow: "release",
  workflow_ref: "acme/orders/.github/workflows/release.yml@refs/heads/main",
  job_workflow_ref: "acme/orders/.github/workflows/release.yml@refs/heads/main",
  head_ref: "",
  base_ref: "",
};
const onMain = { ...job, event_name: "push", ref: "refs/heads/main", ref_type: "branch", ref_protected: "true" };
const HEADER = { typ: "JWT", x5t: "eBZ_cn3sXYAd0ch4THBKHIgOwOE" };

export const GITHUB_ACTIONS: readonly Dialect[] = [
  {
    name: "github-actions",
    server: "GitHub Actions",
    product: "GitHub Actions",
    preset: "gitHubActions",
    options,
    uncertain: [],
    notes: [
      "Every repository of the world gets tokens of this issuer: exactly those that are listed may call.",
      "Numbers of repositories and owners are never given again; names that were given up are.",
      "Let jobs ask for an audience of this API: the default, the address of the owner, opens every API that takes it.",
      "Whoever can start a workflow on any branch can call; `subjects` or `checks` say more.",
      "The tokens have no scopes: guard routes with `requireAuth()`.",
    ],
    shapes: [
      {
        token: "token of a job on a branch",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...onMain,
          iss: "https://token.actions.githubusercontent.com",
          sub: "repo:acme/orders:ref:refs/heads/main",
        },
      },
      {
        token: "token of a job on a branch, with the newer subject",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...onMain,
          iss: "https://token.actions.githubusercontent.com",
          sub: "repo:acme@65/orders@74:ref:refs/heads/main",
        },
      },
      {
        token: "token of a job for an environment",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...onMain,
          iss: "https://token.actions.githubusercontent.com",
          sub: "repo:acme/orders:environment:production",
          environment: "production",
          environment_node_id: "EN_kwDOABCD",
        },
      },
      {
        token: "token of a job of a pull request",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...job,
          event_name: "pull_request",
          ref: "refs/pull/7/merge",
          ref_type: "branch",
          head_ref: "fix-totals",
          base_ref: "main",
          iss: "https://token.actions.githubusercontent.com",
          sub: "repo:acme/orders:pull_request",
        },
      },
      {
        token: "token of a job for a tag",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...job,
          event_name: "push",
          ref: "refs/tags/v1.4.0",
          ref_type: "tag",
          iss: "https://token.actions.githubusercontent.com",
          sub: "repo:acme/orders:ref:refs/tags/v1.4.0",
        },
      },
      {
        token: "token of a job of a reusable workflow",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...onMain,
          iss: "https://token.actions.githubusercontent.com",
          sub: "repo:acme/orders:job_workflow_ref:acme/automation/.github/workflows/deploy.yml@refs/heads/main",
          job_workflow_ref: "acme/automation/.github/workflows/deploy.yml@refs/heads/main",
        },
      },
    ],
  },
  {
    name: "github-actions-enterprise",
    server: "GitHub Actions (enterprise with its own issuer)",
    product: "GitHub Actions",
    preset: "gitHubActions",
    options: enterpriseOptions,
    uncertain: ["The issuers of enterprises and of ghe.com are as documented, and were not tried."],
    notes: ['For enterprises that have set "include enterprise slug in the issuer".'],
    auditExcept: SUBJECT_TRUSTED,
    shapes: [
      {
        token: "token of a job for an environment",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...onMain,
          iss: "https://token.actions.githubusercontent.com/acme-group",
          sub: "repo:acme/orders:environment:production",
          environment: "production",
          enterprise: "acme-group",
          enterprise_id: "9",
        },
      },
      {
        token: "token of a job for an environment, with the newer subject",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...onMain,
          iss: "https://token.actions.githubusercontent.com/acme-group",
          sub: "repo:acme@65/orders@74:environment:production",
          environment: "production",
          enterprise: "acme-group",
          enterprise_id: "9",
        },
      },
    ],
  },
  {
    name: "github-actions-server",
    server: "GitHub Actions (GitHub Enterprise Server)",
    product: "GitHub Actions",
    preset: "gitHubActions",
    options: serverOptions,
    uncertain: ["Versions before `repository_id` was added to the tokens are not supported."],
    notes: [],
    shapes: [
      {
        token: "token of a job on a branch",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...onMain,
          iss: "https://github.acme.example/_services/token",
          sub: "repo:acme/orders:ref:refs/heads/main",
          runner_environment: "self-hosted",
        },
      },
      {
        token: "token of a job that was started by hand",
        kind: "access_token",
        header: HEADER,
        claims: {
          ...times,
          ...onMain,
          event_name: "workflow_dispatch",
          repository: "acme/billing",
          repository_id: "75",
          iss: "https://github.acme.example/_services/token",
          sub: "repo:acme/billing:ref:refs/heads/main",
          runner_environment: "self-hosted",
        },
      },
    ],
  },
];
