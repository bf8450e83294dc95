import { describeForm } from "../internal/describe-form.js";
import type { JsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import { DEFAULT_CLIENT_CLAIMS, isNumericDate } from "../jwt/claims.js";
import { DEFAULT_SCOPE_SOURCES } from "../policy/scope.js";
import { SHOWN_CLAIMS } from "../token-kind/token-kind.js";
import type { TrustedIssuer } from "../trusted-issuer.js";
import { describeTime } from "./describe-time.js";
import type { ShownMember } from "./explanation.js";

/** The header of a token: what decides by its value, the rest by its form. */
export function showHeader(header: JsonObject): ShownMember[] {
  return show(header, HEADER_NAMES);
}

/**
 * Claims, or what introspection said: the values of those that decide, of all others the form. Those may be secret or
 * personal.
 *
 * @param issuer - Whose settings say which claims name the client and the scopes.
 */
export function showClaims(claims: JsonObject, issuer: TrustedIssuer | undefined): ShownMember[] {
  const { clientClaims = DEFAULT_CLIENT_CLAIMS, scopeClaims = DEFAULT_SCOPE_SOURCES.scopeClaims } = issuer ?? {};
  const permissions = (issuer?.permissionClaims ?? []).flatMap(({ path }) => (path.length === 1 ? path : []));
  return show(claims, new Set([...SHOWN_CLAIMS, ...DECIDING_NAMES, ...clientClaims, ...scopeClaims, ...permissions]));
}

function show(members: JsonObject, deciding: ReadonlySet<string>): ShownMember[] {
  const entries = Object.entries(members);
  const shown = entries
    .slice(0, MAX_MEMBERS)
    .map(([name, value]) => ({ name: showName(name), shows: showValue(name, value, deciding) }));
  return entries.length > MAX_MEMBERS
    ? [...shown, { name: "...", shows: `${entries.length - MAX_MEMBERS} more` }]
    : shown;
}

function showValue(name: string, value: unknown, deciding: ReadonlySet<string>): string {
  if (INSTANTS.has(name)) return isNumericDate(value) ? describeTime(value) : describeForm(value);
  const isPlain = typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string"));
  return isPlain && deciding.has(name) ? quoteUntrusted(value) : describeForm(value);
}

/** Names are made up by whoever wrote the token: what is none is quoted, and cut short. */
function showName(name: string): string {
  return NAME.test(name) ? name : quoteUntrusted(name.slice(0, MAX_NAME));
}

const HEADER_NAMES: ReadonlySet<string> = new Set(["alg", "enc", "typ", "cty", "kid"]);
/** Besides those that name the issuer, the kind, the client and the scopes. */
const DECIDING_NAMES: readonly string[] = ["aud", "token_usage"];
const INSTANTS: ReadonlySet<string> = new Set(["exp", "nbf", "iat"]);
const MAX_MEMBERS = 60;
const MAX_NAME = 64;
const NAME = /^[\w.:/-]{1,64}$/;
