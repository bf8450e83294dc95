import type { Claims } from "../token-maker.js";
import { findClient, findScopes } from "./claim-grammar.js";
import type { ClaimGrammar } from "./claim-grammar.js";

/**
 * Changes claims of an access token, the standard ones as the server writes them:
 *
 * - `scope`, a string: in each claim of the token that has scopes, as a string or a list as it is there.
 * - `client_id`: takes the place of the client wherever the token names it, which may be in `azp`, `aud` or `sub` too.
 * - `aud`, a string: takes the place of this API in a list.
 *
 * With `undefined` the claims are left out. All others, and values of other types, are taken as they are; a claim that holds the
 * scopes says what `scope` does, if that is given.
 *
 * @throws TypeError - `sub` and `client_id` are one claim, and differ.
 */
export function translateClaims(claims: Claims, changes: Claims, grammar: ClaimGrammar): Claims {
  const { scope, client_id, aud, ...others } = changes;
  return {
    ...claims,
    ...(Object.hasOwn(changes, "client_id") ? changeClient(claims, client_id, { ...grammar, changes }) : {}),
    ...(Object.hasOwn(changes, "aud") ? { aud: changeAudience(claims["aud"], aud, grammar.audiences) } : {}),
    ...others,
    ...(Object.hasOwn(changes, "scope") ? writeScope({ ...others, ...claims }, scope, grammar) : {}),
  };
}

/** `value` in place of `old`, in strings and in lists of them. */
export function replaceValue(claims: Claims, old: string, value: unknown): Claims {
  const replaced = Object.entries(claims).flatMap(([name, claim]): [string, unknown][] => {
    if (claim === old) return [[name, value]];
    if (!Array.isArray(claim) || !claim.includes(old)) return [];
    return [[name, claim.map((one: unknown) => (one === old ? value : one))]];
  });
  return Object.fromEntries(replaced);
}

function writeScope(claims: Claims, scope: unknown, { scopeClaims, scopeForm }: ClaimGrammar): Claims {
  if (scope === undefined) return Object.fromEntries(scopeClaims.map((name) => [name, undefined]));
  const found = findScopes(claims, scopeClaims);
  return Object.fromEntries(
    (found.length === 0 ? [scopeForm] : found).map(({ claim, isList }) => [
      claim,
      isList && typeof scope === "string" ? scope.split(" ").filter((one) => one !== "") : scope,
    ]),
  );
}

interface ClientGrammar extends ClaimGrammar {
  readonly changes: Claims;
}

function changeClient(claims: Claims, client: unknown, { changes, ...grammar }: ClientGrammar): Claims {
  const { clientClaims } = grammar;
  const ownClaim = clientClaims.find((name) => name !== "aud" && name !== "sub");
  const found = findClient(claims, grammar);
  if (client === undefined)
    return ownClaim === undefined ? {} : { [found?.claim ?? ownClaim]: undefined, [ownClaim]: undefined };
  if (found === undefined) return ownClaim === undefined ? {} : { [ownClaim]: client };
  const { claim, client: old } = found;
  // Where the client is the audience, or the subject, and that is given too, it needs a claim of its own.
  if ((claim !== "aud" && claim !== "sub") || !Object.hasOwn(changes, claim)) return replaceValue(claims, old, client);
  if (ownClaim !== undefined) return { [ownClaim]: client };
  if (changes[claim] === client) return {};
  throw new TypeError(`In this dialect the client is what ${claim} says: give one of client_id and ${claim}`);
}

function changeAudience(audience: unknown, given: unknown, audiences: readonly string[]): unknown {
  const isOurs = (name: unknown): boolean => typeof name === "string" && audiences.includes(name);
  if (typeof given !== "string" || !Array.isArray(audience) || !audience.some(isOurs)) return given;
  return [...new Set(audience.map((name: unknown) => (isOurs(name) ? given : name)))];
}
