import type { LayerContext } from "./layer.js";
import type { Snapshot } from "./snapshot.js";
import { isPausing } from "./with-backoff.js";
import type { SharedLoader } from "./with-single-flight.js";

/**
 * Starts a load that nobody waits for, unless the source is being left alone or a load is under way. Never throws.
 *
 * What goes wrong is in the record and in an event.
 */
export function loadInBackground(
  loader: SharedLoader<Snapshot>,
  context: Pick<LayerContext, "record" | "options">,
  now: number,
): void {
  if (isPausing(context, now) || loader.inFlight(now) !== undefined) return;
  loader.load({ now }).catch(() => {});
}
