import { setImmediate } from "node:timers/promises";
import type { Clock, EventListener, Fetch } from "@ostiary/core";

/** What goes from one verifier to its issuer. */
export interface Network {
  /** Sends, over the real network, and takes note of it. For the verifier's `fetch`. */
  readonly fetch: Fetch;
  /** For the verifier's `onEvent`. */
  readonly listener: EventListener;
  /** Every HTTP request that was begun, metadata included. */
  readonly attempts: readonly Attempt[];
  /** Resolves when no load and no reading of metadata is under way, retries included. */
  readonly settled: () => Promise<void>;
  /** Keeps the response to the next request for this document back, until it is told to let it through. */
  readonly holdNext: (place: Attempt["place"]) => () => void;
}

/** One HTTP request. */
export interface Attempt {
  /** When it was begun by the clock of the test, NumericDate seconds. */
  readonly at: number;
  readonly place: "metadata" | "jwks";
}

/** @param clock - The one that the test moves. */
export function createNetwork(clock: Clock): Network {
  const attempts: Attempt[] = [];
  const waiting = new Set<() => void>();
  let held: { readonly place: Attempt["place"]; readonly release: Promise<void> } | undefined;
  // A load ends with an event of the keys. Metadata that are known already are read beside it, and end with their own.
  const underWay = { keys: false, metadata: false };
  let knowsMetadata = false;

  const listener: EventListener = ({ type }) => {
    if (type === "keys.refreshed" || type === "keys.refresh_failed") underWay.keys = false;
    if (type === "metadata.refreshed" || type === "metadata.refresh_failed") underWay.metadata = false;
    if (type === "metadata.refreshed") knowsMetadata = true;
    for (const wake of waiting) wake();
    waiting.clear();
  };

  return {
    attempts,
    listener,
    async fetch(url, init) {
      const place = url.includes("/.well-known/") ? "metadata" : "jwks";
      attempts.push({ at: clock.now(), place });
      underWay[place === "metadata" && knowsMetadata ? "metadata" : "keys"] = true;
      const release = held?.place === place ? held.release : undefined;
      if (release !== undefined) held = undefined;
      const response = await fetch(url, init);
      await release;
      return response;
    },
    async settled() {
      // What an event sets off is begun by the next turn of the event loop.
      await setImmediate();
      while (underWay.keys || underWay.metadata) {
        await new Promise<void>((resolve) => waiting.add(resolve));
        await setImmediate();
      }
    },
    holdNext(place) {
      let letThrough!: () => void;
      held = { place, release: new Promise((resolve) => (letThrough = resolve)) };
      return letThrough;
    },
  };
}

/** The most requests that were begun within so many seconds, wherever one puts them. */
export function mostWithin(seconds: number, attempts: readonly Attempt[]): number {
  let most = 0;
  let first = 0;
  attempts.forEach(({ at }, last) => {
    while (attempts[first]!.at <= at - seconds) first += 1;
    most = Math.max(most, last - first + 1);
  });
  return most;
}
