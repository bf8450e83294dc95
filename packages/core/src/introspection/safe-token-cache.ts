import type { EventListener } from "../events.js";
import { settleWithin } from "../internal/deadline.js";
import { isThenable } from "../internal/thenable.js";
import type { IntrospectionResponse } from "../seams/introspection-client.js";
import type { TokenCache } from "../seams/token-cache.js";
import { readCachedResponse, toCacheExpiry } from "./cached-response.js";

/** A cache that can fail no request, and whose answers need no further look. */
export interface SafeTokenCache {
  /** The answer that is remembered, directly if the cache gives it so. Never throws or rejects. */
  find(key: string, now: number): Found | Promise<Found>;
  /** Never rejects. Who waits for it finds the answer again, also where nothing lives on after a request. */
  remember(key: string, response: IntrospectionResponse, now: number): Promise<void>;
}

/** What a safe cache is made of. */
export interface SafeTokenCacheOptions {
  readonly cache: TokenCache;
  /** How long an answer is remembered; with 0 the cache is not even asked. */
  readonly lifetimeSeconds: number;
  /** Takes events; must not throw. */
  readonly emit: EventListener;
}

/**
 * Makes what a cache throws, rejects with, answers in a wrong form or does not answer within 0.25 s a miss, and an event
 * (`hook.failed`).
 */
export function createSafeTokenCache({ cache, lifetimeSeconds, emit }: SafeTokenCacheOptions): SafeTokenCache {
  function find(key: string, now: number): Found | Promise<Found> {
    if (lifetimeSeconds === 0) return undefined;
    const fail = (cause: unknown): undefined => tell(cause, now);
    try {
      const entry: unknown = cache.get(key, now);
      if (!isThenable(entry)) return readCachedResponse(entry, { now, lifetimeSeconds });
      return inTime(entry)
        .then((late) => readCachedResponse(late, { now, lifetimeSeconds }))
        .catch(fail);
    } catch (cause) {
      return fail(cause);
    }
  }

  async function remember(key: string, response: IntrospectionResponse, now: number): Promise<void> {
    const expiresAt = toCacheExpiry(response, { now, lifetimeSeconds });
    if (!(expiresAt > now)) return;
    try {
      const stored: unknown = cache.set(key, Object.freeze({ response, answeredAt: now, expiresAt }), now);
      if (isThenable(stored)) await inTime(stored);
    } catch (cause) {
      tell(cause, now);
    }
  }

  function tell(cause: unknown, now: number): undefined {
    emit({ type: "hook.failed", at: now, hook: "cache", cause });
  }

  return { find, remember };
}

async function inTime(work: PromiseLike<unknown>): Promise<unknown> {
  const expired = (): Error => new Error(`The cache did not answer within ${PATIENCE_SECONDS} seconds`);
  return settleWithin(Promise.resolve(work), PATIENCE_SECONDS, expired);
}

type Found = IntrospectionResponse | undefined;

/** Asking the authorization server instead takes not much longer. */
const PATIENCE_SECONDS = 0.25;
