import type { AccessToken } from "../access-token.js";
import type { JsonObject } from "../internal/json-object.js";
import { listed } from "../internal/quote.js";
import { type Denied, PASS, type Pass } from "../outcome.js";
import type { Requirement } from "../requirement.js";
import { type ImpliedScopes, NOTHING_IMPLIED, toChallengeScopes } from "./implied-scopes.js";
import { type PermissionPath, readPermissions } from "./permission-claims.js";
import { ScopeSet } from "./scope-set.js";

/** Where the tokens of an issuer say what they grant, and what that grants besides. */
export interface ScopeSources {
  /** The first of these that is there counts. */
  readonly scopeClaims: readonly string[];
  /** The values of all of these count besides. */
  readonly permissionClaims: readonly PermissionPath[];
  readonly impliedScopes: ImpliedScopes;
}

/** Where scopes stand if nothing else is said (RFC 8693 §4.2, and what servers write in its place). */
export const DEFAULT_SCOPE_SOURCES: ScopeSources = {
  scopeClaims: ["scope", "scp", "scopes"],
  permissionClaims: [],
  impliedScopes: NOTHING_IMPLIED,
};

/**
 * The scopes a token grants: those of the first scope claim that is there, the values of the permission claims, and what
 * all of these imply.
 *
 * A scope claim is a string or a list. Only spaces separate scope tokens in a string; an element of a list is one scope
 * token, never split again. A claim of any other shape grants nothing, and no other scope claim is asked in its place.
 *
 * @see RFC 6749 §3.3, RFC 8693 §4.2, RFC 9068 §2.2.3
 */
export function parseScopes(
  claims: JsonObject,
  { scopeClaims, permissionClaims, impliedScopes }: ScopeSources = DEFAULT_SCOPE_SOURCES,
): ReadonlySet<string> {
  const name = scopeClaims.find((claim) => Object.hasOwn(claims, claim));
  const scopes = name === undefined ? [] : toScopeTokens(claims[name]);
  if (permissionClaims.length === 0) return new ScopeSet(scopes, impliedScopes);
  return new ScopeSet([...scopes, ...readPermissions(claims, permissionClaims)], impliedScopes);
}

/**
 * The token grants what the route asks for. Scope tokens are compared as exact strings; what others imply is among
 * `token.scopes` already.
 *
 * Denies with `scope_insufficient`, naming the scopes to ask for.
 *
 * @see RFC 6750 §3.1
 */
export function checkScopes(
  token: AccessToken<unknown>,
  requirement: Requirement,
  impliedScopes: ImpliedScopes = NOTHING_IMPLIED,
): Pass | Denied {
  if (requirement.scopes === undefined && requirement.anyScopes === undefined) return PASS;
  const { scopes = [], anyScopes = [] } = requirement;
  const enough =
    scopes.every((scope) => token.scopes.has(scope)) &&
    (anyScopes.length === 0 || anyScopes.some((scope) => token.scopes.has(scope)));
  if (enough) return PASS;
  return {
    kind: "denied",
    reason: "scope_insufficient",
    detail: describeLack(token, { scopes, anyScopes }),
    requiredScopes: toChallengeScopes(requirement, impliedScopes),
  };
}

function toScopeTokens(claim: unknown): readonly string[] {
  if (typeof claim === "string") return claim.split(" ");
  return Array.isArray(claim) && claim.every((entry) => typeof entry === "string") ? claim : [];
}

function describeLack(token: AccessToken<unknown>, { scopes, anyScopes }: Required<Requirement>): string {
  const granted = token.scopes.size === 0 ? "no scope (see scopeClaims and permissionClaims)" : listed(token.scopes);
  const asked = [
    ...(scopes.length > 0 ? [`all of ${listed(scopes)}`] : []),
    ...(anyScopes.length > 0 ? [`one of ${listed(anyScopes)}`] : []),
  ];
  return `the token grants ${granted}; asked are ${asked.join(" and ")}`;
}
