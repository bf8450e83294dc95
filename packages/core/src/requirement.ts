import { ConfigurationError } from "./errors.js";
import { findUnknownNames, isScopeToken } from "./internal/option-problems.js";
import { quoteUntrusted } from "./internal/quote.js";

/** What a route asks of a valid token. Scope tokens are compared as exact strings (RFC 6749 §3.3). */
export interface Requirement {
  /** All of these scopes must have been granted. */
  readonly scopes?: readonly string[];
  /** At least one of these scopes must have been granted. */
  readonly anyScopes?: readonly string[];
}

/**
 * Checks and freezes a requirement, once for all requests of a route.
 *
 * @throws ConfigurationError - an unknown name, an empty list, or a value that is not a scope token.
 * @see RFC 6749 §3.3
 */
export function parseRequirement(requirement: Requirement = NOTHING): Requirement {
  if (requirement === NOTHING || parsed.has(requirement)) return requirement;
  if (!isPlainObject(requirement)) {
    throw new ConfigurationError(['a requirement is a plain object, such as { scopes: ["api:read"] }']);
  }
  const problems = [
    ...findUnknownNames(requirement, LISTS, { where: "in a requirement" }),
    ...LISTS.flatMap((name) => (Object.hasOwn(requirement, name) ? findScopeProblems(name, requirement[name]) : [])),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const copy: Requirement = Object.freeze(
    Object.fromEntries(
      LISTS.filter((name) => Object.hasOwn(requirement, name)).map((name) => [
        name,
        Object.freeze([...(requirement[name] ?? [])]),
      ]),
    ),
  );
  parsed.add(copy);
  return copy;
}

/** What an instance of a class, a map or a promise asks for would not be seen, and the route would stand open. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.getOwnPropertySymbols(value).length === 0;
}

function findScopeProblems(name: string, scopes: unknown): string[] {
  // A variable that is not set must not turn a route that asks for scopes into one that asks for none.
  if (scopes === undefined) return [`${name} is undefined: name at least one scope, or leave it out`];
  if (!Array.isArray(scopes)) return [`${name} must be a list of scope tokens`];
  if (scopes.length === 0)
    return [`${name} is empty: name at least one scope; a route without scopes has requireAuth()`];
  // A copy, because a list may have holes, which no callback sees.
  const entries = Array.from<unknown>(scopes);
  return entries.filter((scope) => !isScopeToken(scope)).map((scope) => `${name} holds ${describeNoScope(scope)}`);
}

function describeNoScope(scope: unknown): string {
  if (Array.isArray(scope)) return 'a list: give the scopes one by one, requireScope("a", "b")';
  if (typeof scope !== "string") return `a value of type ${typeof scope} where a scope token is expected`;
  return `${quoteUntrusted(scope)}, which is not a scope token (RFC 6749 §3.3)`;
}

const LISTS = ["scopes", "anyScopes"] as const;
/** What is asked where nothing is said: a valid token. */
const NOTHING: Requirement = Object.freeze({});
/** What came out of here need not be checked again. */
const parsed = new WeakSet<Requirement>();
