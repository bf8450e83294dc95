import { describeForm } from "./internal/describe-form.js";
import { isScopeToken } from "./internal/option-problems.js";
import type { VerifierOptions } from "./options.js";
import { type ImpliedScopes, NOTHING_IMPLIED } from "./policy/implied-scopes.js";

type ImpliedScopesOption = NonNullable<VerifierOptions["impliedScopes"]>;

/**
 * Reads the option `impliedScopes` and follows every implication to its end, once for all tokens; every problem found is
 * added to `problems`.
 */
export function resolveImpliedScopes(option: VerifierOptions["impliedScopes"], problems: string[]): ImpliedScopes {
  const found = findProblems(option);
  problems.push(...found);
  if (option === undefined || found.length > 0) return NOTHING_IMPLIED;
  return new Map(Object.keys(option).map((scope) => [scope, new Set(findReached(scope, option).keys())]));
}

function findProblems(option: unknown): string[] {
  if (option === undefined) return [];
  if (!isPlainObject(option)) return [NO_MAP];
  const entries: readonly (readonly [string, unknown])[] = Object.entries(option);
  if (entries.length === 0) {
    return ["impliedScopes is empty: name at least one scope with what it implies, or leave it out"];
  }
  const problems = entries.flatMap(([scope, implied]) => findEntryProblems(scope, implied));
  return problems.length > 0 ? problems : findCircles(option as ImpliedScopesOption);
}

function findEntryProblems(scope: string, implied: unknown): string[] {
  const name = `impliedScopes: ${JSON.stringify(scope)}`;
  if (!Array.isArray(implied) || implied.length === 0) {
    return [`${name} must have a list of at least one scope that it implies`];
  }
  const wrong = [scope, ...(implied as readonly unknown[])].filter((value) => !isScopeToken(value));
  return [
    ...wrong.map((value) => `${name}: ${describe(value)} is not a scope token (RFC 6749 §3.3)`),
    ...(implied.includes(scope) ? [`${name} implies itself, which goes without saying: take it out of its list`] : []),
  ];
}

/** One sentence for each circle, not for each scope on it. */
function findCircles(option: ImpliedScopesOption): string[] {
  const named = new Set<string>();
  return Object.keys(option).flatMap((scope) => {
    const reached = findReached(scope, option);
    if (named.has(scope) || !reached.has(scope)) return [];
    const circle = [scope];
    for (let at = reached.get(scope); at !== undefined && at !== scope; at = reached.get(at)) circle.unshift(at);
    for (const member of circle) named.add(member);
    const walk = [scope, ...circle].map((member) => JSON.stringify(member)).join(" implies ");
    return [`impliedScopes goes in a circle: ${walk}. Scopes that imply one another are one scope: leave one out`];
  });
}

/** Every scope that can be reached from `start`, with the one before it on the way. */
function findReached(start: string, option: ImpliedScopesOption): ReadonlyMap<string, string> {
  const reached = new Map<string, string>();
  const waiting = [start];
  for (const scope of waiting) {
    for (const next of Object.hasOwn(option, scope) ? (option[scope] ?? []) : []) {
      if (reached.has(next)) continue;
      reached.set(next, scope);
      waiting.push(next);
    }
  }
  return reached;
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return value === undefined ? "undefined" : describeForm(value);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const NO_MAP = 'impliedScopes must be an object that names scopes, such as { "api:write": ["api:read"] }';
