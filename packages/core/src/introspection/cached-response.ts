import { CLOCK_STEP_SECONDS } from "../internal/clock-step.js";
import { isJsonObject } from "../internal/json-object.js";
import type { IntrospectionResponse } from "../seams/introspection-client.js";
import { toFrozenResponse } from "./frozen-response.js";

/** When an entry is read, and how long any may last. */
export interface CacheMoment {
  readonly now: number;
  /** The most an entry may have left. One with more is from before a shorter time was chosen, or the clock was set back. */
  readonly lifetimeSeconds: number;
}

/**
 * Reads what a cache answered, which may be anything: it may be shared with other programs, or written by an older one.
 *
 * @returns The answer, frozen; `undefined` if its time is over, or the `exp` of the token has come (RFC 7662 §4). Throws a
 *   `TypeError` if it is no entry at all.
 */
export function readCachedResponse(entry: unknown, moment: CacheMoment): IntrospectionResponse | undefined {
  if (entry === undefined || entry === null) return undefined;
  if (!isJsonObject(entry) || typeof entry["expiresAt"] !== "number") throw new TypeError("It is no entry");
  const left = entry["expiresAt"] - moment.now;
  if (!(left > 0 && left <= moment.lifetimeSeconds + CLOCK_STEP_SECONDS)) return undefined;
  const response = toFrozenResponse(entry["response"]);
  return moment.now < tokenExpiryOf(response) ? response : undefined;
}

/** Until when an answer may be remembered: no longer than until `exp`, if it has one that is a number. */
export function toCacheExpiry(response: IntrospectionResponse, { now, lifetimeSeconds }: CacheMoment): number {
  return Math.min(now + lifetimeSeconds, tokenExpiryOf(response));
}

function tokenExpiryOf(response: IntrospectionResponse): number {
  const exp = response.active ? response.claims["exp"] : undefined;
  return typeof exp === "number" ? exp : Number.POSITIVE_INFINITY;
}
