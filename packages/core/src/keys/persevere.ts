import { UnavailableError } from "../errors.js";
import { runWithin, sleep } from "../internal/deadline.js";
import type { LayerContext } from "./layer.js";
import { toNextLoadAt } from "./next-load.js";
import { toClosed } from "./with-closing.js";
import { setAtHand } from "./with-snapshots.js";

/**
 * Tries to load until that succeeds, or fails while there are keys that may be used. Gives up when `deadlineSeconds` are over
 * or the keys are closed. The pauses are those that failures bring, but none longer than a fifteenth of the deadline (or
 * 2 s), unless the server asks for it. Rejects with an `UnavailableError` whose cause is the last failure.
 */
export async function persevere(
  load: (now: number) => Promise<unknown>,
  deadlineSeconds: number,
  { issuer, record, options, clock, closed }: LayerContext,
): Promise<void> {
  let lastFailure: unknown;

  async function tryOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await load(clock.now());
        return;
      } catch (failure) {
        if (!(failure instanceof UnavailableError)) throw failure;
        lastFailure = failure.cause;
      }
      const now = clock.now();
      const snapshot = setAtHand({ record, options }, now);
      // Keys that merely could not be refreshed are keys.
      if (snapshot !== undefined && now < snapshot.staleUntil) return;
      await sleep(Math.max(SHORTEST_PAUSE_SECONDS, toNextLoadAt({ record, options }, now) - now), signal);
    }
  }

  const expired = (): Error =>
    closed.aborted
      ? toClosed(issuer)
      : new UnavailableError(`There were no keys of ${issuer} within ${deadlineSeconds} seconds`, {
          cause: lastFailure,
        });
  record.longestPauseSeconds = Math.max(LEAST_LONGEST_SECONDS, deadlineSeconds / PARTS_OF_DEADLINE);
  try {
    await runWithin(deadlineSeconds, tryOn, { expired, signal: closed });
  } finally {
    record.longestPauseSeconds = undefined;
  }
}

/** A server that comes up within the deadline is to be found within it, so no pause takes a large part of that. */
const PARTS_OF_DEADLINE = 15;
const LEAST_LONGEST_SECONDS = 2;
/** Full jitter may say 0. */
const SHORTEST_PAUSE_SECONDS = 0.05;
