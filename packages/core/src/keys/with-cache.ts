import { UnavailableError } from "../errors.js";
import { settleWithin } from "../internal/deadline.js";
import type { KeyQuery, KeySource, VerificationKey } from "../seams/key-source.js";
import type { LayerContext } from "./layer.js";
import { loadInBackground } from "./load-in-background.js";
import type { Snapshot } from "./snapshot.js";
import { isKnownDown } from "./with-backoff.js";
import type { SharedLoader } from "./with-single-flight.js";
import { setAtHand } from "./with-snapshots.js";

/**
 * Answers from the set at hand, at once and without a promise, while it is fresh.
 *
 * Nothing here runs by itself: it is the use of a set past `refreshAt` that starts one refresh in the background. So while
 * requests keep coming, the set is replaced, or known to be irreplaceable for now, before its freshness ends, provided that
 * this lasts twice as long as a load may.
 *
 * Past its freshness the set serves for `staleSeconds` at most, and only while no newer one can be had. If the last load
 * has just failed, it answers at once, and the next attempt is made in the background. If not, nobody has tried: the request
 * waits for the load, `unknownKidWaitSeconds` at most, and the set answers if that brings nothing. What the set lacks it
 * cannot deny then: that is an outage. The first use of such a set is told once per outage (`keys.stale_served`).
 *
 * Without a set, or past `staleUntil`, the request waits for `coldWaitSeconds` at most.
 *
 * Does NOT look further for a key that a set lacks which it may go by.
 */
export function withCache(loader: SharedLoader<Snapshot>, context: LayerContext): KeySource {
  const { issuer, options, record, emit } = context;
  let toldOf: Snapshot | undefined;

  function find(query: KeyQuery, now: number): Answer | Promise<Answer> {
    const snapshot = setAtHand(context, now);
    if (snapshot === undefined || now >= snapshot.staleUntil) return findCold(query, now);
    if (now < snapshot.refreshAt) return snapshot.select(query);
    if (now >= snapshot.freshUntil) {
      if (!isKnownDown(context, now)) return findUnconfirmed(query, snapshot, now);
      tellStale(snapshot, now);
    }
    loadInBackground(loader, context, now);
    return snapshot.select(query);
  }

  async function findCold(query: KeyQuery, now: number): Promise<Answer> {
    return (await loadWithin(options.coldWaitSeconds, now)).select(query);
  }

  async function findUnconfirmed(query: KeyQuery, snapshot: Snapshot, now: number): Promise<Answer> {
    try {
      return (await loadWithin(options.unknownKidWaitSeconds, now)).select(query);
    } catch (failure) {
      const key = snapshot.select(query);
      if (key === undefined) throw failure;
      tellStale(snapshot, now);
      return key;
    }
  }

  async function loadWithin(seconds: number, now: number): Promise<Snapshot> {
    const expired = (): Error => new UnavailableError(`The keys of ${issuer} have not come yet`);
    return settleWithin(loader.load({ now }), seconds, expired);
  }

  function tellStale(snapshot: Snapshot, now: number): void {
    if (record.outage === undefined || toldOf === snapshot) return;
    toldOf = snapshot;
    emit({ type: "keys.stale_served", at: now, issuer, staleUntil: snapshot.staleUntil });
  }

  return { find };
}

type Answer = VerificationKey | undefined;
