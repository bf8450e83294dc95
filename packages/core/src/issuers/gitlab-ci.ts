import type { IssuerOptions } from "../options.js";
import { audiences, optional } from "./option-rules.js";
import { baseUrl, withoutFinalSlash } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";
import { type CallerChoices, findCallerProblems, toCallerRules, toCallers } from "./workload-callers.js";

/** What {@link gitLabCi} takes: exactly one of the five ways to say who may call, and an audience here or at the verifier. */
export interface GitLabCiOptions extends PresetOptions {
  /** The instance: `https://gitlab.acme.example`, with the path if it has one. Default: `https://gitlab.com`. */
  readonly url?: string;
  /** Projects by number, which is never given again: "Project ID" on the page of the project. The best way. */
  readonly projectIds?: readonly string[];
  /** All projects directly in a group, or of a user, by the number of the namespace. Projects of its subgroups are not among them. */
  readonly namespaceIds?: readonly string[];
  /**
   * Single branches or tags: values of `sub` character for character, such as
   * `project_path:acme/orders:ref_type:branch:ref:main`. What is said of `projects` holds.
   */
  readonly subjects?: readonly string[];
  /** Projects by path, `acme/orders`. Whoever gets hold of a path that was given up, by a change or by deletion, can call. */
  readonly projects?: readonly string[];
  /** All projects directly in a group, or of a user, by path; what is said of `projects` holds. */
  readonly namespaces?: readonly string[];
}

/**
 * Tokens of GitLab CI/CD jobs (`id_tokens:` in `.gitlab-ci.yml`).
 *
 * Every project of the instance gets tokens of this issuer, and names the audience as it likes. Therefore it must be said who
 * may call: the claim that names the caller stands for the client of a token (`clientId`). A project is not one caller: whoever can
 * push to any of its branches can call, unless `subjects` says more, or `checks` of the verifier do (`ref_protected`,
 * `environment_protected`; both are texts, `"true"`).
 *
 * The instance signs the ID tokens of its users with the same keys: these have no `project_path` and no `job_id`, and are refused.
 * The tokens have no scopes.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: gitLabCi({ url: "https://gitlab.acme.example", projectIds: ["20"] }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: an instance can be told to write another issuer than its address; then change `issuer` of what is given here.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function gitLabCi(options: GitLabCiOptions): IssuerOptions {
  checkPresetOptions("gitLabCi", options, {
    rules: RULES,
    together: (given) => findCallerProblems(given, CALLERS),
  });
  return {
    issuer: withoutFinalSlash(options.url ?? "https://gitlab.com"),
    algorithms: ["RS256"],
    tokenKind: "strict",
    requiredClaims: ["project_path", "job_id"],
    ...toCallers(options, CALLERS),
    ...toAudience(options),
  };
}

const CALLERS: CallerChoices<"projectIds" | "namespaceIds" | "subjects" | "projects" | "namespaces"> = {
  projectIds: { claim: "project_id", pattern: /^\d+$/, example: "20" },
  namespaceIds: { claim: "namespace_id", pattern: /^\d+$/, example: "72" },
  subjects: { claim: "sub", pattern: /^\S+:\S+$/, example: "project_path:acme/orders:ref_type:branch:ref:main" },
  projects: { claim: "project_path", pattern: /^[\w.-]+(?:\/[\w.-]+)+$/, example: "acme/orders" },
  namespaces: { claim: "namespace_path", pattern: /^[\w.-]+(?:\/[\w.-]+)*$/, example: "acme" },
};

const RULES = {
  url: optional(baseUrl("https://gitlab.acme.example")),
  ...toCallerRules(CALLERS),
  audience: audiences,
};
