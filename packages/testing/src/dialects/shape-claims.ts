import { checkClaims } from "../check-names.js";
import type { Claims } from "../token-maker.js";
import { findClient, hasScopes } from "./claim-grammar.js";
import type { ClaimGrammar } from "./claim-grammar.js";
import { DEFAULT_SCOPE } from "./dialect-profile.js";
import type { DialectProfile } from "./dialect-profile.js";
import type { Shape } from "./dialect.js";
import { formatOf } from "./find-dialect.js";
import { presentClaims } from "./present-claims.js";
import { replaceValue, translateClaims } from "./translate-claims.js";

/**
 * The claims of a shape, or the answer about it, as of now. Those of an access token are for this API, of a client that may call it,
 * with the scope that all tokens of the issuer have, and standard claims are changed as the server writes them.
 */
export function makeClaims(shape: Shape, changes: Claims, profile: DialectProfile): Claims {
  checkClaims(changes, "A token");
  const { now, toPlace, grammar } = profile;
  const claims = presentClaims(withoutActive(shape), { now: Math.floor(now()), toPlace });
  if (shape.kind !== "access_token") return { ...claims, ...changes };
  return translateClaims(settle(claims, profile), changes, grammar);
}

/** The same for a JWT, also where only the answer about an opaque token is known. */
export function makeJwtClaims(shape: Shape, changes: Claims, profile: DialectProfile): Claims {
  const claims = makeClaims(shape, changes, profile);
  if (formatOf(shape) === "jwt") return claims;
  const { active: _, token_type: __, ...others } = claims;
  return others;
}

/**
 * What introspection says of a JWT: its claims, and what is said besides. The client and the scopes, where these are said under
 * their own names, are those of the token.
 */
export function makeAnswer({ told = {} }: Shape, claims: Claims, profile: DialectProfile): Claims {
  const { now, toPlace, grammar } = profile;
  const said = presentClaims(told, { now: Math.floor(now()), toPlace });
  const scopes = grammar.scopeClaims.map((name) => claims[name]).find((value) => value !== undefined);
  return {
    ...claims,
    ...said,
    ...(said["scope"] === undefined ? {} : { scope: Array.isArray(scopes) ? scopes.join(" ") : scopes }),
    ...(said["client_id"] === undefined ? {} : { client_id: findClient(claims, grammar)?.client }),
  };
}

function settle(claims: Claims, profile: DialectProfile): Claims {
  const { audience, isAudienceChanged, grammar, scope } = profile;
  const ofClient = { ...claims, ...replaceStranger(claims, profile) };
  const granted = scope ?? (hasScopes(claims, grammar) ? DEFAULT_SCOPE : undefined);
  const changes = {
    ...(isAudienceChanged && isForUs(ofClient, grammar) ? { aud: audience } : {}),
    ...(granted === undefined ? {} : { scope: granted }),
  };
  return translateClaims(ofClient, changes, grammar);
}

/** Where the API takes the tokens of some clients, and not of that in the shape: the first of those in its place. */
function replaceStranger(claims: Claims, { allowedClients = [], grammar }: DialectProfile): Claims {
  const client = findClient(claims, grammar)?.client;
  const [allowed] = allowedClients;
  if (client === undefined || allowed === undefined || allowedClients.includes(client)) return {};
  return replaceValue(claims, client, allowed);
}

function isForUs({ aud }: Claims, { audiences }: ClaimGrammar): boolean {
  return [aud].flat().some((name) => audiences.includes(name as string));
}

/** Whether a token is active is for the endpoint to say, which knows the time. */
function withoutActive({ claims }: Shape): Claims {
  const { active, ...others } = claims;
  return active === true ? others : claims;
}
