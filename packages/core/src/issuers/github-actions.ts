import type { IssuerOptions } from "../options.js";
import { audiences, optional, text } from "./option-rules.js";
import { hostName, toHost } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";
import { type CallerChoices, findCallerProblems, toCallerRules, toCallers } from "./workload-callers.js";

/** What {@link gitHubActions} takes: exactly one of the five ways to say who may call, and an audience here or at the verifier. */
export interface GitHubActionsOptions extends PresetOptions {
  /** Repositories by number, which is never given again: `gh api repos/acme/orders --jq .id`. The best way. */
  readonly repositoryIds?: readonly string[];
  /** All repositories of owners, by the owner's number: `gh api users/acme --jq .id`. */
  readonly ownerIds?: readonly string[];
  /**
   * Single branches, tags or environments: values of `sub` character for character, such as
   * `repo:acme@65/orders@74:environment:production`. Repositories may be set to another form of it; without the numbers,
   * what is said of `repositories` holds.
   */
  readonly subjects?: readonly string[];
  /**
   * Repositories by name, `acme/orders`, in the letter case that GitHub shows. Whoever gets hold of a name that was given up, by a
   * change or by deletion, can call.
   */
  readonly repositories?: readonly string[];
  /** All repositories of owners, by name; what is said of `repositories` holds. */
  readonly owners?: readonly string[];
  /** The host of GitHub Enterprise Server, or of an enterprise on ghe.com (`acme.ghe.com`). Default: github.com. */
  readonly host?: string;
  /** The enterprise, by the name in its address, if it has set "include enterprise slug in the issuer". Default: none. */
  readonly enterprise?: string;
}

/**
 * Tokens that a job of GitHub Actions asks for (`permissions: id-token: write`).
 *
 * Every repository in the world gets tokens of this issuer, and names the audience as it likes. Therefore it must be said who may
 * call: the claim that names the caller stands for the client of a token (`clientId`). A repository is not one caller: whoever can
 * start a workflow on any of its branches can call, unless `subjects` says more, or `checks` of the verifier do.
 *
 * The audience should be a name of this API, which jobs ask for (`core.getIDToken("https://api.acme.example")`): the default, the
 * address of the owner, opens all APIs that take it. The tokens have no scopes.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: gitHubActions({ repositoryIds: ["74"] }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: the issuers of ghe.com and of enterprises with a slug are as documented, and were not tried; GitHub Enterprise
 * Server before `repository_id` was added to the tokens is not supported.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function gitHubActions(options: GitHubActionsOptions): IssuerOptions {
  checkPresetOptions("gitHubActions", options, { rules: RULES, together: findProblems });
  return {
    issuer: toIssuer(options),
    algorithms: ["RS256"],
    tokenKind: "strict",
    requiredClaims: ["repository_id", "run_id"],
    ...toCallers(options, CALLERS),
    ...toAudience(options),
  };
}

function toIssuer({ host = GITHUB, enterprise }: GitHubActionsOptions): string {
  const name = toHost(host);
  if (name === GITHUB) return withSlug("https://token.actions.githubusercontent.com", enterprise);
  return name.endsWith(".ghe.com")
    ? withSlug(`https://token.actions.${name}`, enterprise)
    : `https://${name}/_services/token`;
}

function withSlug(issuer: string, enterprise: string | undefined): string {
  return enterprise === undefined ? issuer : `${issuer}/${enterprise}`;
}

function findProblems(options: GitHubActionsOptions): string[] {
  const { host = GITHUB, enterprise } = options;
  const isServer = toHost(host) !== GITHUB && !toHost(host).endsWith(".ghe.com");
  return [
    ...findCallerProblems(options, CALLERS),
    ...(isServer && enterprise !== undefined
      ? ["enterprise is for github.com and ghe.com: GitHub Enterprise Server has none in its issuer"]
      : []),
  ];
}

const GITHUB = "github.com";

const CALLERS: CallerChoices<"repositoryIds" | "ownerIds" | "subjects" | "repositories" | "owners"> = {
  repositoryIds: { claim: "repository_id", pattern: /^\d+$/, example: "74" },
  ownerIds: { claim: "repository_owner_id", pattern: /^\d+$/, example: "65" },
  subjects: { claim: "sub", pattern: /^\S+:\S+:\S+$/, example: "repo:acme@65/orders@74:environment:production" },
  repositories: { claim: "repository", pattern: /^[\w.-]+\/[\w.-]+$/, example: "acme/orders" },
  owners: { claim: "repository_owner", pattern: /^[\w.-]+$/, example: "acme" },
};

const RULES = {
  ...toCallerRules(CALLERS),
  host: optional(hostName("github.acme.example")),
  enterprise: optional(text({ example: "acme", pattern: /^[\w-]+$/ })),
  audience: audiences,
};
