import { UnavailableError } from "../errors.js";
import { settleWithin } from "../internal/deadline.js";
import type { KeyQuery, KeySource, VerificationKey } from "../seams/key-source.js";
import { isInUse, type LayerContext } from "./layer.js";
import { loadInBackground } from "./load-in-background.js";
import { createOutageReports } from "./outage-reports.js";
import type { Snapshot } from "./snapshot.js";
import { isKnownDown } from "./with-backoff.js";
import type { WatchedLoader } from "./with-refresh-ahead.js";
import { setAtHand } from "./with-snapshots.js";

/**
 * Answers from the set at hand, at once and without a promise, while it is fresh.
 *
 * The use of a set past `refreshAt` starts one refresh in the background; nobody waits for it who asks for a key that is
 * known. Past its freshness the set serves for `staleSeconds` at most, and what it lacks it cannot deny then: that is an
 * outage. The first use of such a set is told once (`keys.stale_served`), and so is its end (`keys.expired`), or that there
 * has never been one (`keys.missing`).
 *
 * An issuer that was not in use starts anew: nobody has seen to its set for `idleSeconds`, so if that is past its freshness,
 * and the source is not known to be down, requests wait for the load, `unknownKidWaitSeconds` at most, and the old set
 * answers if that brings nothing.
 *
 * Without a set, or past `staleUntil`, the request waits for `coldWaitSeconds` at most.
 *
 * Does NOT look further for a key that a set lacks which it may go by.
 */
export function withCache(loader: WatchedLoader, context: LayerContext): KeySource {
  const { issuer, options, record } = context;
  const reports = createOutageReports(context);
  let unattended: Snapshot | undefined;

  function find(query: KeyQuery, now: number): Answer | Promise<Answer> {
    const snapshot = setAtHand(context, now);
    const wasInUse = isInUse(context, now);
    record.usedAt = now;
    loader.watch(now);
    if (snapshot === undefined || now >= snapshot.staleUntil) return findCold(query, now);
    if (now < snapshot.refreshAt) return snapshot.select(query);
    if (now >= snapshot.freshUntil) {
      if (!wasInUse) unattended = snapshot;
      if (snapshot === unattended && !isKnownDown(context, now)) return findUnconfirmed(query, snapshot, now);
      reports.stale(snapshot, now);
    }
    loadInBackground(loader, context, now);
    return snapshot.select(query);
  }

  async function findCold(query: KeyQuery, now: number): Promise<Answer> {
    reports.expired(now);
    const loaded = await loadWithin(options.coldWaitSeconds, now).catch((failure: unknown) => {
      reports.expired(now);
      throw failure;
    });
    return loaded.select(query);
  }

  async function findUnconfirmed(query: KeyQuery, snapshot: Snapshot, now: number): Promise<Answer> {
    const loaded = await loadWithin(options.unknownKidWaitSeconds, now).catch((failure: unknown) => {
      if (snapshot.select(query) === undefined) throw failure;
      reports.stale(snapshot, now);
      return snapshot;
    });
    return loaded.select(query);
  }

  async function loadWithin(seconds: number, now: number): Promise<Snapshot> {
    const expired = (): Error => new UnavailableError(`The keys of ${issuer} have not come yet`);
    return settleWithin(loader.load({ now }), seconds, expired);
  }

  return { find };
}

type Answer = VerificationKey | undefined;
