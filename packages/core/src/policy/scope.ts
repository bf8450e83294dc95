import type { AccessToken } from "../access-token.js";
import type { JsonObject } from "../internal/json-object.js";
import { listed } from "../internal/quote.js";
import { type Denied, PASS, type Pass } from "../outcome.js";
import type { Requirement } from "../requirement.js";

/**
 * The scope tokens a token grants, from `scope` or, where that claim is absent, `scp`; each a string or an array.
 *
 * Only spaces separate scope tokens in a string; an array element is one scope token, never split again. A claim
 * of any other shape grants nothing. The two claims are never merged.
 *
 * @see RFC 6749 §3.3, RFC 8693 §4.2
 */
export function parseScopes(claims: JsonObject): ReadonlySet<string> {
  const claim = Object.hasOwn(claims, "scope") ? claims["scope"] : claims["scp"];
  if (typeof claim === "string") return new ScopeSet(claim.split(" "));
  if (Array.isArray(claim) && claim.every((entry) => typeof entry === "string")) return new ScopeSet(claim);
  return new ScopeSet([]);
}

/**
 * The token grants what the route asks for. Scope tokens are compared as exact strings.
 *
 * Denies with `scope_insufficient`, naming all scopes of the requirement.
 *
 * @see RFC 6750 §3.1
 */
export function checkScopes(token: AccessToken<unknown>, requirement: Requirement): Pass | Denied {
  const { scopes = [], anyScopes = [] } = requirement;
  const enough =
    scopes.every((scope) => token.scopes.has(scope)) &&
    (anyScopes.length === 0 || anyScopes.some((scope) => token.scopes.has(scope)));
  if (enough) return PASS;
  return {
    kind: "denied",
    reason: "scope_insufficient",
    detail: describeLack(token, { scopes, anyScopes }),
    requiredScopes: [...new Set([...scopes, ...anyScopes])],
  };
}

function describeLack(token: AccessToken<unknown>, { scopes, anyScopes }: Required<Requirement>): string {
  const granted = token.scopes.size === 0 ? "no scope (in scope or scp)" : listed(token.scopes);
  const asked = [
    ...(scopes.length > 0 ? [`all of ${listed(scopes)}`] : []),
    ...(anyScopes.length > 0 ? [`one of ${listed(anyScopes)}`] : []),
  ];
  return `the token grants ${granted}; asked are ${asked.join(" and ")}`;
}

/** A set that refuses to change once it is made: an application cannot widen a token by accident. */
class ScopeSet extends Set<string> {
  constructor(scopes: readonly string[]) {
    super();
    for (const scope of scopes) if (scope !== "") super.add(scope);
    Object.freeze(this);
  }

  /** As a list: a set would be `{}` in JSON. */
  toJSON(): readonly string[] {
    return [...this];
  }

  override add(): this {
    throw new TypeError(UNCHANGEABLE);
  }

  override delete(): boolean {
    throw new TypeError(UNCHANGEABLE);
  }

  override clear(): void {
    throw new TypeError(UNCHANGEABLE);
  }
}

const UNCHANGEABLE = "The scopes of an access token cannot be changed";
