import type { JwksUriSource } from "../metadata/authorization-server-metadata.js";
import type { Fetch } from "../seams/fetch.js";
import type { KeySource } from "../seams/key-source.js";
import type { LayerContext } from "./layer.js";
import { createRemoteJwkSet } from "./remote-jwk-set.js";
import { withBackoff } from "./with-backoff.js";
import { withCache } from "./with-cache.js";
import { withClosing } from "./with-closing.js";
import { withReading } from "./with-reading.js";
import { type WatchedLoader, withRefreshAhead } from "./with-refresh-ahead.js";
import { withRetry } from "./with-retry.js";
import { withSingleFlight } from "./with-single-flight.js";
import { withSnapshots } from "./with-snapshots.js";
import { withUnknownKid } from "./with-unknown-kid.js";

/** The two ends of the layers of one issuer. */
export interface RemoteKeys extends KeySource {
  /** Loads the set now, unless the source is being left alone. */
  readonly loader: WatchedLoader;
}

/**
 * Puts the layers of one issuer together. The order is fixed, and written here alone:
 *
 * 1. one exchange, and again a few times within one load;
 * 2. the document is judged, and only a good one replaces the set: both below the backoff, so that a useless
 *    document counts as a failure like any other;
 * 3. nothing is sent while backing off or once closed, and those who ask together share one load;
 * 4. what becomes due while nobody asks is loaded then;
 * 5. answers come from the set at hand, and what it lacks is looked for within a budget.
 */
export function createRemoteKeys(place: JwksUriSource, fetch: Fetch, context: LayerContext): RemoteKeys {
  const remote = createRemoteJwkSet(place, fetch, context);
  const documents = withReading(withRetry(remote, context), context, () => remote.suspectPlace());
  const loads = withClosing(withBackoff(withSnapshots(documents, context), context), context);
  const loader = withRefreshAhead(withSingleFlight(loads, context), context);
  const keys = withUnknownKid(withCache(loader, context), loader, context);
  return { find: (query, now) => keys.find(query, now), loader };
}
