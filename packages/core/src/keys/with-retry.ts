import { runWithin, sleep } from "../internal/deadline.js";
import { FetchFailure, isTransient, pauseAskedFor } from "../internal/fetch-failure.js";
import type { JwkSetRequest } from "../seams/jwk-set-source.js";
import type { LayerContext, Loader } from "./layer.js";

/**
 * Tries again within one load, and bounds the load as a whole.
 *
 * Only what may pass is tried again: no answer, 408, 429, 5xx; after a pause with full jitter that doubles from 0.2 s to
 * 2 s, or as long as the server asked for. A pause that would not end before the deadline is not begun: the
 * failure is passed on at once. When the load before failed too, nothing is tried again: the pauses between loads are kept
 * by another layer then, and a server that is down is asked once each time.
 */
export function withRetry<Loaded>(
  source: Loader<Loaded>,
  context: Pick<LayerContext, "options" | "clock" | "random" | "record">,
): Loader<Loaded> {
  const { loadTimeoutSeconds } = context.options;

  async function load(request: JwkSetRequest): Promise<Loaded> {
    const startedAt = context.clock.now();
    const retries = context.record.outage === undefined ? context.options.retries : 0;
    let lastFailure: unknown;

    async function attempt(signal: AbortSignal): Promise<Loaded> {
      for (let failures = 0; ; failures += 1) {
        try {
          return await source.load({ ...request, signal });
        } catch (failure) {
          lastFailure = failure;
          if (failures === retries || !isTransient(failure)) throw failure;
          const pause = Math.max(pauseAskedFor(failure), jitter(failures, context.random));
          if (context.clock.now() - startedAt + pause >= loadTimeoutSeconds) throw failure;
          await sleep(pause, signal);
          if (signal.aborted) throw failure;
        }
      }
    }

    return runWithin(loadTimeoutSeconds, attempt, {
      expired: () =>
        new FetchFailure("timeout", `No keys within ${loadTimeoutSeconds} seconds`, { cause: lastFailure }),
      signal: request.signal,
    });
  }

  return { load };
}

function jitter(failures: number, random: () => number): number {
  return random() * Math.min(FIRST_PAUSE_SECONDS * 2 ** failures, LONGEST_PAUSE_SECONDS);
}

const FIRST_PAUSE_SECONDS = 0.2;
const LONGEST_PAUSE_SECONDS = 2;
