import type { Actor } from "../access-token.js";
import { describeForm } from "../internal/describe-form.js";
import type { JsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import { deny, type Denied } from "../outcome.js";
import { parseActor } from "./actor.js";

/** The registered claims of a verified token, each of the type its RFC gives it. */
export interface RegisteredClaims {
  readonly kind: "registered";
  readonly subject: string | undefined;
  readonly clientId: string | undefined;
  readonly audience: readonly string[];
  readonly expiresAt: number;
  readonly notBefore: number | undefined;
  readonly issuedAt: number | undefined;
  readonly tokenId: string | undefined;
  readonly actor: Actor | undefined;
}

/** Where servers name the client, the standard claim first (RFC 9068 §2.2, RFC 8693 §4.3). */
export const DEFAULT_CLIENT_CLAIMS: readonly string[] = ["client_id", "azp", "cid", "appid"];

/**
 * Takes the registered claims out of a JSON object and checks their types, so that nothing after it compares a string with
 * a number. Does NOT compare any value with the configuration or the clock.
 *
 * The client is what the first of `clientClaims` says that is there; if that is no string, nobody. What the others say is not
 * looked at here: see `checkClient`.
 *
 * Denies with `missing_claim` (no `exp`) or `malformed_token` (a claim of the wrong type).
 *
 * @see RFC 7519 §4.1, RFC 9068 §2.2, RFC 8693 §4.1
 */
export function parseRegisteredClaims(
  claims: JsonObject,
  clientClaims: readonly string[] = DEFAULT_CLIENT_CLAIMS,
): RegisteredClaims | Denied {
  if (claims["exp"] === undefined) return deny("missing_claim", "exp is absent");
  const wrong =
    NUMERIC_DATES.find((name) => claims[name] !== undefined && !isNumericDate(claims[name])) ??
    IDENTIFIERS.find((name) => claims[name] !== undefined && !isIdentifier(claims[name])) ??
    (isAudience(claims["aud"]) ? undefined : "aud");
  if (wrong !== undefined) {
    const hint = isMilliseconds(claims[wrong]) ? ", which looks like milliseconds" : "";
    const found = PERSONAL.has(wrong) ? describeForm(claims[wrong]) : quoteUntrusted(claims[wrong]);
    return deny("malformed_token", `${wrong} is ${found}${hint}`);
  }
  const actor = parseActor(claims["act"]);
  if (actor !== undefined && "kind" in actor) return actor;
  const audience = claims["aud"] as string | readonly string[] | undefined;
  return {
    kind: "registered",
    subject: claims["sub"] as string | undefined,
    clientId: findClient(claims, clientClaims),
    audience: typeof audience === "string" ? [audience] : (audience ?? []),
    expiresAt: claims["exp"] as number,
    notBefore: claims["nbf"] as number | undefined,
    issuedAt: claims["iat"] as number | undefined,
    tokenId: claims["jti"] as string | undefined,
    actor,
  };
}

/** Whether `value` is a NumericDate up to the end of the year 9999; more than that is milliseconds, or a mistake. */
export function isNumericDate(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 253_402_300_799;
}

function findClient(claims: JsonObject, clientClaims: readonly string[]): string | undefined {
  const name = clientClaims.find((claim) => Object.hasOwn(claims, claim));
  const client = name === undefined ? undefined : claims[name];
  return isIdentifier(client) ? client : undefined;
}

function isMilliseconds(value: unknown): boolean {
  return typeof value === "number" && isNumericDate(value / 1000) && !isNumericDate(value);
}

function isIdentifier(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isAudience(value: unknown): boolean {
  if (value === undefined || typeof value === "string") return true;
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

const NUMERIC_DATES = ["exp", "nbf", "iat"] as const;
const IDENTIFIERS = ["sub", "client_id", "jti"] as const;
/** Whose values are not told to the operator, either. */
const PERSONAL: ReadonlySet<string> = new Set(["sub", "jti"]);
