import { CLOCK_STEP_SECONDS } from "../internal/clock-step.js";
import { isJsonObject } from "../internal/json-object.js";
import type { IntrospectionResponse } from "../seams/introspection-client.js";
import { toFrozenResponse } from "./frozen-response.js";

/** When an entry is read or made, and how long any may last. */
export interface CacheMoment {
  readonly now: number;
  /** How old an entry may become, whatever it says itself: who wrote it may have chosen a longer time. */
  readonly lifetimeSeconds: number;
}

/**
 * Reads what a cache answered, which may be anything: it may be shared with other programs, or written by an older one.
 *
 * @returns The answer, frozen; `undefined` if it is too old, or made in times to come, its time is over, or the `exp` of the token
 *   has come (RFC 7662 §4). Throws a `TypeError` if it is no entry at all.
 */
export function readCachedResponse(
  entry: unknown,
  { now, lifetimeSeconds }: CacheMoment,
): IntrospectionResponse | undefined {
  if (entry === undefined || entry === null) return undefined;
  if (!isJsonObject(entry)) throw new TypeError("It is no entry");
  const { answeredAt, expiresAt } = entry;
  if (typeof answeredAt !== "number" || typeof expiresAt !== "number") throw new TypeError("It is no entry");
  const age = now - answeredAt;
  if (!(age >= -CLOCK_STEP_SECONDS && age < lifetimeSeconds && now < expiresAt)) return undefined;
  const response = toFrozenResponse(entry["response"]);
  return now < tokenExpiryOf(response) ? response : undefined;
}

/** Until when an answer may be remembered: no longer than until `exp`, if it has one that is a number. */
export function toCacheExpiry(response: IntrospectionResponse, { now, lifetimeSeconds }: CacheMoment): number {
  return Math.min(now + lifetimeSeconds, tokenExpiryOf(response));
}

function tokenExpiryOf(response: IntrospectionResponse): number {
  const exp = response.active ? response.claims["exp"] : undefined;
  return typeof exp === "number" ? exp : Number.POSITIVE_INFINITY;
}
