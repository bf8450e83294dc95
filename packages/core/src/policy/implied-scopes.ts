import type { Requirement } from "../requirement.js";

/** All that a scope grants besides itself, whatever number of steps away. Scopes that grant nothing else are not in it. */
export type ImpliedScopes = ReadonlyMap<string, ReadonlySet<string>>;

/** No scope grants another one. */
export const NOTHING_IMPLIED: ImpliedScopes = new Map();

/**
 * What a client has to ask for to meet a requirement: no more than is needed, and nothing that comes with something else.
 *
 * Of `scopes` those are left out that another one of the requirement implies. Of `anyScopes` the least are named, since each is
 * enough; all of them are left out if `scopes` meet them already.
 *
 * @see RFC 6750 §3
 */
export function toChallengeScopes(requirement: Requirement, implied: ImpliedScopes): readonly string[] {
  const { scopes = [], anyScopes = [] } = requirement;
  const grants = (scope: string, other: string): boolean => implied.get(scope)?.has(other) === true;
  const needed = scopes.filter((scope) => !scopes.some((other) => grants(other, scope)));
  const isMet = anyScopes.some((scope) => scopes.some((other) => other === scope || grants(other, scope)));
  const choices = isMet ? [] : anyScopes.filter((scope) => !anyScopes.some((other) => grants(scope, other)));
  // Whichever of the choices is granted, these come with it.
  const isGiven = (scope: string): boolean => choices.length > 0 && choices.every((choice) => grants(choice, scope));
  return [...new Set([...needed.filter((scope) => !isGiven(scope)), ...choices])];
}
