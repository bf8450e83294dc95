import type { Clock } from "../seams/clock.js";
import type { Fetch } from "../seams/fetch.js";

/** The clock of the machine. */
export const systemClock: Clock = Object.freeze({ now: () => Date.now() / 1000 });

/** Milliseconds that never go back, from whatever instant: how long something takes, not when it happens. */
export function runningMilliseconds(): number {
  return performance.now();
}

/** The platform's `fetch`, looked up at each call, so that it can be instrumented after the verifier was made. */
export const platformFetch: Fetch = (url, init) => globalThis.fetch(url, init);
