import { CLOCK_STEP_SECONDS } from "../internal/clock-step.js";
import type { JwkSetRequest } from "../seams/jwk-set-source.js";
import { RejectedKeySetError } from "./jwk-set.js";
import type { LayerContext, Loader } from "./layer.js";
import { createSnapshot, endFreshness, type Snapshot, type SnapshotParts } from "./snapshot.js";
import type { KeySetResponse } from "./with-reading.js";

/**
 * Keeps the last good set, and replaces it as a whole: a key that the new set lacks is gone.
 *
 * A load that began before one already applied changes nothing, so an answer that was long under way cannot bring old
 * keys back. Sends `keys.refreshed`.
 */
export function withSnapshots(source: Loader<KeySetResponse>, context: LayerContext): Loader<Snapshot> {
  const { issuer, record, clock, emit } = context;
  let loads = 0;
  let applied = 0;

  async function load(request: JwkSetRequest): Promise<Snapshot> {
    loads += 1;
    const mine = loads;
    const copy = record.snapshot;
    const response = await source.load({ ...request, etag: copy?.etag });
    if (record.snapshot !== undefined && mine < applied) return record.snapshot;
    const fresh = response.modified ? response : confirm(copy, response.maxAgeSeconds);
    const snapshot = createSnapshot({ ...fresh, previous: record.snapshot, fetchedAt: request.now }, context);
    applied = mine;
    record.snapshot = snapshot;
    const { keys, generation } = snapshot;
    emit({ type: "keys.refreshed", at: clock.now(), issuer, keys: keys.length, generation });
    return snapshot;
  }

  return { load };
}

/**
 * The set at hand, as it is to be seen at `now`.
 *
 * One that was fetched in the future shows that the clock was set back. Its age cannot be told any more, so its freshness
 * ends now, and it may serve as long as any other set past its freshness.
 */
export function setAtHand(
  { record, options }: Pick<LayerContext, "record" | "options">,
  now: number,
): Snapshot | undefined {
  const { snapshot } = record;
  if (snapshot === undefined || snapshot.fetchedAt - now <= CLOCK_STEP_SECONDS) return snapshot;
  record.snapshot = endFreshness(snapshot, now, options.staleSeconds);
  return record.snapshot;
}

/** The copy at hand is still right; it lives as long as before, unless the server says otherwise (RFC 9111 §4.3.4). */
function confirm(
  copy: Snapshot | undefined,
  maxAgeSeconds: number | undefined,
): Pick<SnapshotParts, "keys" | "leftOutKids" | "maxAgeSeconds" | "etag"> {
  if (copy?.etag === undefined)
    throw new RejectedKeySetError("The server confirmed a copy that it was not asked about");
  const { keys, leftOutKids, etag } = copy;
  return { keys, leftOutKids, etag, maxAgeSeconds: maxAgeSeconds ?? copy.maxAgeSeconds };
}
