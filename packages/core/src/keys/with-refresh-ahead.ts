import { onAbort } from "../internal/on-abort.js";
import type { JwkSetRequest } from "../seams/jwk-set-source.js";
import { isInUse, type LayerContext } from "./layer.js";
import { toNextLoadAt } from "./next-load.js";
import type { Snapshot } from "./snapshot.js";
import type { SharedLoader } from "./with-single-flight.js";

/** A loader that sees to it that what is due is loaded. */
export interface WatchedLoader extends SharedLoader<Snapshot> {
  /** There is a request: from here on what becomes due is loaded although nobody asks just then. */
  watch(now: number): void;
  /** What is due has changed, though not by a load. */
  lookAgain(): void;
}

/**
 * Loads the set when that is due, although nobody comes just then: before its freshness ends, or when the pause after a
 * failure is over. So who comes next finds keys that are confirmed, or a source that is known to be down. Each load, by
 * whomever, sets the timer anew.
 *
 * Only for an issuer in use: `idleSeconds` after the last request it is left alone, until the next one. Does nothing where
 * timers would keep the process alive, and needs none: the layers above refresh by use.
 */
export function withRefreshAhead(source: SharedLoader<Snapshot>, context: LayerContext): WatchedLoader {
  const { clock, closed, schedule, record } = context;
  let cancel: (() => void) | undefined;
  onAbort(closed, () => cancel?.());

  function load(request: JwkSetRequest): Promise<Snapshot> {
    if (source.inFlight(request.now) !== undefined) return source.load(request);
    const loaded = source.load(request);
    loaded.then(lookAgain, lookAgain);
    return loaded;
  }

  function lookAgain(): void {
    cancel?.();
    cancel = undefined;
    withoutThrow(() => arm(clock.now()));
  }

  function arm(now: number): void {
    const isNothingKnown = record.snapshot === undefined && record.outage === undefined;
    if (closed.aborted || isNothingKnown) return;
    // Never at once: a clock that stands still must not make this a loop.
    cancel = schedule(Math.max(1, toNextLoadAt(context, now) - now), look);
  }

  function look(): void {
    cancel = undefined;
    withoutThrow(() => {
      const now = clock.now();
      if (!isInUse(context, now)) return;
      if (now < toNextLoadAt(context, now)) arm(now);
      else load({ now }).catch(() => {});
    });
  }

  return {
    load,
    inFlight: (now) => source.inFlight(now),
    lookAgain,
    watch(now) {
      if (cancel === undefined) arm(now);
    },
  };
}

/** A clock of the application that fails fails the next request, which is told so. Here it would end the process. */
export function withoutThrow(run: () => void): void {
  try {
    run();
  } catch {
    // The next request reads the clock as well.
  }
}
