import { UnavailableError } from "../errors.js";
import { settleWithin } from "../internal/deadline.js";
import type { KeyQuery, KeySource, VerificationKey } from "../seams/key-source.js";
import type { LayerContext } from "./layer.js";
import type { Snapshot } from "./snapshot.js";
import type { SharedLoader } from "./with-single-flight.js";

/**
 * Answers from the set at hand, at once and without a promise; only without a set does a request wait.
 *
 * Nothing here runs by itself: it is the use of a set past `refreshAt` that starts one refresh in the background. Past its
 * freshness the set goes on being used, for `staleSeconds` at most, while refreshes fail; that is told once per outage
 * (`keys.stale_served`). Does NOT look further for a key that the set lacks.
 */
export function withCache(loader: SharedLoader<Snapshot>, context: LayerContext): KeySource {
  const { issuer, options, record, emit } = context;
  let toldOf: Snapshot | undefined;

  function find(query: KeyQuery, now: number): VerificationKey | undefined | Promise<VerificationKey | undefined> {
    const { snapshot } = record;
    if (snapshot === undefined || now >= snapshot.staleUntil) return findCold(query, now);
    if (now >= snapshot.refreshAt) refreshInBackground(now);
    if (now >= snapshot.freshUntil) tellStale(snapshot, now);
    return snapshot.select(query);
  }

  async function findCold(query: KeyQuery, now: number): Promise<VerificationKey | undefined> {
    const expired = (): Error => new UnavailableError(`The keys of ${issuer} have not come yet`);
    const snapshot = await settleWithin(loader.load({ now }), options.coldWaitSeconds, expired);
    return snapshot.select(query);
  }

  function refreshInBackground(now: number): void {
    const isPausing = record.outage !== undefined && now < record.outage.nextAttemptAt;
    if (isPausing || loader.inFlight(now) !== undefined) return;
    // What went wrong is in the record and in an event; nobody waits for it.
    loader.load({ now }).catch(() => {});
  }

  function tellStale(snapshot: Snapshot, now: number): void {
    if (record.outage === undefined || toldOf === snapshot) return;
    toldOf = snapshot;
    emit({ type: "keys.stale_served", at: now, issuer, staleUntil: snapshot.staleUntil });
  }

  return { find };
}
