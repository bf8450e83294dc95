import { dangerouslyIgnoreIdTokenEvidence } from "../danger.js";
import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { listOf, text } from "./option-rules.js";
import { serverUrl } from "./place-rules.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link dex} takes. */
export interface DexOptions {
  /** `issuer` of its configuration, character for character: `https://dex.acme.example`. */
  readonly issuer: string;
  /**
   * Who may stand in `aud`: the id of this API, registered as a client of its own, if the others ask for it with the scope
   * `audience:server:client_id:` and name it among their `trustedPeers`; else the ids of the clients whose tokens are taken.
   */
  readonly clientIds: readonly string[];
  /**
   * Count the groups of the user as scopes, each with a prefix: `{ prefix: "group:" }`. The tokens have no other scopes. Default:
   * they count for nothing.
   */
  readonly groupsAsScopes?: AsScopes;
  /**
   * Required, since it is a decision: access tokens of Dex are ID tokens by their form, so that most ID tokens of the same clients
   * are taken as well. See `@ostiary/core/danger`.
   */
  readonly [dangerouslyIgnoreIdTokenEvidence]?: true;
}

/**
 * Dex.
 *
 * An access token of Dex is an ID token, with the hash of a random value in `at_hash`. What a client gets to learn who has
 * logged in therefore opens this API, too, unless it has `c_hash` (the code flow of newer versions) or lacks `at_hash` (an
 * ID token that is issued alone). Those of the refresh flow cannot be told apart: have a client for this API alone, keep ID
 * tokens as secret as access tokens, or put another authorization server in between.
 *
 * Introspection does not help: Dex answers that an ID token is an access token.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: dex({
 *     issuer: "https://dex.acme.example",
 *     clientIds: ["orders-api"],
 *     [dangerouslyIgnoreIdTokenEvidence]: true,
 *   }),
 * });
 * ```
 *
 * Not certain: from which version on `c_hash` is written; whether a signer other than the built-in one uses RS256.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function dex(options: DexOptions): IssuerOptions {
  checkPresetOptions("dex", options, { rules: RULES, together: findDecisionProblems });
  return {
    issuer: options.issuer,
    audience: options.clientIds,
    algorithms: ["RS256"],
    // Nothing in them is evidence of an access token, so that `strict` would refuse them all.
    tokenKind: "balanced",
    [dangerouslyIgnoreIdTokenEvidence]: true,
    requiredClaims: ["at_hash"],
    rejectedClaims: ["c_hash"],
    // With several audiences `azp` is the client, with one that is.
    clientClaims: ["azp", "aud"],
    ...toPermissionClaims([{ path: ["groups"], as: options.groupsAsScopes }]),
  };
}

function findDecisionProblems({ [dangerouslyIgnoreIdTokenEvidence]: isDecided }: DexOptions): string[] {
  if (isDecided === true) return [];
  return [
    "access tokens of Dex are ID tokens by their form, and cannot all be told from them: whoever gets hold of an ID token of " +
      "these clients, which are not kept as access tokens are, may then call this API. If that is meant, " +
      "give [dangerouslyIgnoreIdTokenEvidence]: true, with the symbol from @ostiary/core/danger",
  ];
}

const RULES = {
  issuer: serverUrl("https://dex.acme.example"),
  clientIds: listOf(text({ example: "orders-api" })),
  groupsAsScopes: asScopesRule,
};
