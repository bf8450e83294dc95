import type { AccessToken } from "../access-token.js";
import { ConfigurationError } from "../errors.js";
import { parseRequirement, type Requirement } from "../requirement.js";
import type { Verifier } from "../verifier.js";

/** What one guard asks. */
export interface GuardRule {
  readonly requirement: Requirement;
  /** Whether a request without an `Authorization` field goes through as anonymous. */
  readonly optional: boolean;
}

/** The guards every adapter offers, as whatever its framework takes. Functions, not methods: they can be taken apart. */
export interface Guards<Guard, OptionalGuard = Guard> {
  /** A valid token, whatever it grants. */
  readonly requireAuth: (nothing?: undefined) => Guard;
  /** A valid token that grants all of these scopes. */
  readonly requireScope: (...scopes: readonly [string, ...string[]]) => Guard;
  /** A valid token that grants at least one of these scopes. */
  readonly requireAnyScope: (...scopes: readonly [string, ...string[]]) => Guard;
  /** A valid token that meets the whole requirement. */
  readonly require: (requirement: Requirement) => Guard;
  /** A valid token, or none at all. A bad token is refused, and so are other credentials. */
  readonly optionalAuth: (nothing?: undefined) => OptionalGuard;
}

/** What an adapter gives to the application: the guards of one verifier, and what goes with them. All can be taken apart. */
export interface AdapterAuth<Claims, NativeRequest, Guard, OptionalGuard = Guard> extends Guards<Guard, OptionalGuard> {
  readonly verifier: Verifier<Claims>;
  /** The token that these guards accepted. Throws an `Error` if there is none: put a guard before the handler. */
  readonly accessTokenOf: (request: NativeRequest) => AccessToken<Claims>;
  /** The same, `undefined` if there is none. */
  readonly optionalAccessTokenOf: (request: NativeRequest) => AccessToken<Claims> | undefined;
}

/**
 * The five guards, each made from its rule.
 *
 * @throws ConfigurationError - by a guard's function, when the route is defined: a malformed rule.
 */
export function createGuards<Guard>(toGuard: (rule: GuardRule) => Guard): Guards<Guard> {
  const guard = (requirement: Requirement): Guard =>
    toGuard({ requirement: parseRequirement(requirement), optional: false });
  return {
    requireAuth: (...given) => {
      refuseArguments("requireAuth", given);
      return guard({});
    },
    requireScope: (...scopes) => guard({ scopes }),
    requireAnyScope: (...anyScopes) => guard({ anyScopes }),
    require: (requirement: Requirement | undefined) => {
      // Only requireAuth() asks for nothing else: a requirement that got lost on its way must not mean the same.
      const asked = Object.keys(requirement ?? {});
      if (asked.length === 0)
        throw new ConfigurationError(["require() needs a requirement, such as { scopes: [...] }"]);
      return guard(requirement as Requirement);
    },
    optionalAuth: (...given) => {
      refuseArguments("optionalAuth", given);
      return toGuard({ requirement: {}, optional: true });
    },
  };
}

/**
 * What is given here is either a wish that would be lost, or a request: then the framework was given the function in place
 * of the guard that it makes.
 */
function refuseArguments(name: string, given: readonly unknown[]): void {
  if (given.length === 0) return;
  throw new ConfigurationError([
    typeof given[0] === "object" && given.length > 1
      ? `${name} makes a guard and is none: write ${name}()`
      : `${name}() takes nothing: ask for scopes with requireScope("a", "b")`,
  ]);
}
