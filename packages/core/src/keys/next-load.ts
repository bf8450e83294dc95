import type { LayerContext } from "./layer.js";
import { pauseLeft } from "./with-backoff.js";
import { setAtHand } from "./with-snapshots.js";

/**
 * When the next load is due, NumericDate seconds: when the pause after a failure is over, else when the set is to be
 * refreshed; the present if there is no set and nothing is known against loading one.
 */
export function toNextLoadAt(context: Pick<LayerContext, "record" | "options">, now: number): number {
  const { outage } = context.record;
  if (outage !== undefined) return now + pauseLeft(outage, context.options, now);
  return setAtHand(context, now)?.refreshAt ?? now;
}
