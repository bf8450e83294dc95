import { onAbort } from "../internal/on-abort.js";
import type { KeyQuery, KeySource, VerificationKey } from "../seams/key-source.js";
import { isInUse, type LayerContext } from "./layer.js";
import type { Snapshot } from "./snapshot.js";
import type { SharedLoader } from "./with-single-flight.js";
import { setAtHand } from "./with-snapshots.js";

/**
 * Loads the set when that is due, although nobody comes just then: before its freshness ends, or when the pause after a
 * failure is over. So who comes next finds keys that are confirmed, or a source that is known to be down.
 *
 * Only for an issuer in use: `idleSeconds` after the last request it is left alone, until the next one. Does nothing where
 * timers would keep the process alive, and needs none: the layers below refresh by use.
 */
export function withRefreshAhead(source: KeySource, loader: SharedLoader<Snapshot>, context: LayerContext): KeySource {
  const { clock, closed, schedule } = context;
  let cancel: (() => void) | undefined;
  onAbort(closed, () => cancel?.());

  function find(query: KeyQuery, now: number): Answer | Promise<Answer> {
    const found = source.find(query, now);
    if (cancel !== undefined) return found;
    if (!(found instanceof Promise)) arm(now);
    // The first request of all waits for the set: only when it is there, or known to be missing, is it known what is due.
    else found.then(armNow, armNow);
    return found;
  }

  function armNow(): void {
    if (cancel === undefined) arm(clock.now());
  }

  function arm(now: number): void {
    if (closed.aborted) return;
    // Never at once: a clock that stands still must not make this a loop.
    cancel = schedule(Math.max(1, toNextLoadAt(context, now) - now), look);
  }

  function look(): void {
    cancel = undefined;
    const now = clock.now();
    if (!isInUse(context, now)) return;
    if (now < toNextLoadAt(context, now)) arm(now);
    else loader.load({ now }).then(armNow, armNow);
  }

  return { find };
}

type Answer = VerificationKey | undefined;

/** When the next load is due, NumericDate seconds: the present if there is no set and nothing is known against loading one. */
export function toNextLoadAt(context: Pick<LayerContext, "record" | "options">, now: number): number {
  return context.record.outage?.nextAttemptAt ?? setAtHand(context, now)?.refreshAt ?? now;
}
