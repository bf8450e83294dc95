import { LRUCache } from "lru-cache";
import { CLOCK_STEP_SECONDS } from "../internal/clock-step.js";
import type { IntrospectionLimits } from "./layer.js";

/** Of which tokens the server said last that they are inactive. Digests and instants alone, in this process. */
export interface InactiveAnswers {
  /**
   * `inactive`: it said so just now. `outdated`: it said so some time ago, so whatever a cache has of the token may be older
   * than that, and only the server knows. `undefined`: nothing is known.
   */
  recall(key: string, now: number): "inactive" | "outdated" | undefined;
  remember(key: string, now: number): void;
  forget(key: string): void;
}

/**
 * Remembers inactive answers for `negativeCacheSeconds`, and that there was one for as long as an active answer from before can
 * live in a cache that others write to as well, whose clocks may differ a little. As many as `cacheEntries`.
 */
export function createInactiveAnswers(
  options: Pick<IntrospectionLimits, "cacheSeconds" | "negativeCacheSeconds" | "cacheEntries">,
): InactiveAnswers {
  const { cacheSeconds, negativeCacheSeconds, cacheEntries: max } = options;
  const keptSeconds = Math.max(negativeCacheSeconds, cacheSeconds + CLOCK_STEP_SECONDS);
  const answeredAt = new LRUCache<string, number>({ max });

  return {
    recall(key, now) {
      const at = answeredAt.get(key);
      if (at === undefined) return undefined;
      const age = now - at;
      if (age >= keptSeconds) {
        answeredAt.delete(key);
        return undefined;
      }
      // The clock may have been set back. Asking again puts that right.
      return age >= -CLOCK_STEP_SECONDS && age < negativeCacheSeconds ? "inactive" : "outdated";
    },
    remember: (key, now) => void answeredAt.set(key, now),
    forget: (key) => void answeredAt.delete(key),
  };
}
