import type { IssuerOptions } from "../options.js";
import { audiences, optional } from "./option-rules.js";
import { serverUrl } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";
import { type CallerChoices, findCallerProblems, toCallerRules, toCallers } from "./workload-callers.js";

/** What {@link kubernetes} takes. */
export interface KubernetesOptions extends PresetOptions {
  /** The service accounts that may call, each with its namespace: `payments/worker`. */
  readonly serviceAccounts: readonly string[];
  /**
   * `--service-account-issuer` of the cluster, character for character:
   * `kubectl get --raw /.well-known/openid-configuration`. Default: `https://kubernetes.default.svc.cluster.local`.
   */
  readonly issuer?: string;
}

/**
 * Tokens of Kubernetes service accounts, from a projected volume or the TokenRequest API.
 *
 * Every pod of the cluster can get a token of this issuer, for any audience. Therefore it must be said who may call: `sub`, which
 * names the service account, stands for the client of a token (`clientId`). Whoever may create pods in a namespace can act as each
 * of its service accounts. Give pods a token for this API (`serviceAccountToken: { audience, path }`), and not the one they have
 * for the cluster itself.
 *
 * Keys: a cluster whose issuer is public needs nothing more. Of others, only who may read
 * `/.well-known/openid-configuration` and `/openid/v1/jwks` of the API server gets the keys: give the verifier a `fetch` that trusts
 * the cluster's certificate and presents a token of its own, or `jwks`, and, where the metadata name a host that cannot be
 * reached, `jwksUri`.
 *
 * Tokens of secrets (issuer `kubernetes/serviceaccount`) never expire, and are refused. The tokens have no scopes.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: kubernetes({ issuer: "https://oidc.acme.example/clusters/main", serviceAccounts: ["payments/worker"] }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: which algorithm a signer outside the cluster uses.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function kubernetes(options: KubernetesOptions): IssuerOptions {
  checkPresetOptions("kubernetes", options, {
    rules: RULES,
    together: (given) => findCallerProblems(given, CALLERS),
  });
  return {
    issuer: options.issuer ?? "https://kubernetes.default.svc.cluster.local",
    algorithms: ["RS256", "ES256", "ES384", "ES512"],
    tokenKind: "strict",
    requiredClaims: ["kubernetes.io"],
    ...toCallers(options, CALLERS),
    ...toAudience(options),
  };
}

/** Names are DNS labels, and those of service accounts may have dots (RFC 1123). */
const CALLERS: CallerChoices<"serviceAccounts"> = {
  serviceAccounts: {
    claim: "sub",
    pattern: /^[a-z0-9-]+\/[a-z0-9.-]+$/,
    example: "payments/worker",
    toClaim: (account) => `system:serviceaccount:${account.replace("/", ":")}`,
  },
};

const RULES = {
  ...toCallerRules(CALLERS),
  issuer: optional(serverUrl("https://oidc.acme.example/clusters/main")),
  audience: audiences,
};
