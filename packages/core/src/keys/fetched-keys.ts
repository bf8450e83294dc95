import { platformSchedule, type Schedule } from "../internal/schedule.js";
import { type JwksUriSource, createMetadata } from "../metadata/authorization-server-metadata.js";
import { toIssuerHealth } from "./issuer-health.js";
import type { IssuerKeys, IssuerKeysOptions } from "./keys-lifecycle.js";
import { exportKeys, importKeys } from "./keys-snapshot.js";
import { createKeyRecord, type LayerContext } from "./layer.js";
import { loadInBackground } from "./load-in-background.js";
import { persevere } from "./persevere.js";
import { createRemoteKeys } from "./remote-keys.js";
import { setAtHand } from "./with-snapshots.js";

/** What fetched keys are made of, and what a test may put in place of the platform's. */
export interface FetchedKeysOptions extends Omit<IssuerKeysOptions, "jwks"> {
  /** Numbers from 0 to 1, for jitter. Default: `Math.random`. */
  readonly random?: () => number;
  /** Default: the timers of the platform. */
  readonly schedule?: Schedule;
}

/** Creates the keys of an issuer that publishes them. */
export function createFetchedKeys(given: FetchedKeysOptions): IssuerKeys {
  const { issuer, jwksUri, fetch, options, clock, emit, random = Math.random, schedule = platformSchedule } = given;
  const closing = new AbortController();
  const closed = closing.signal;
  const record = createKeyRecord();
  const context: LayerContext = { issuer, options, record, clock, emit, random, schedule, closed };
  const place = jwksUri === undefined ? (given.metadata ?? createMetadata({ ...given, closed })) : fixedPlace(jwksUri);
  const keys = createRemoteKeys(place, fetch, context);

  function isRefreshDue(now: number): boolean {
    const snapshot = setAtHand(context, now);
    return snapshot === undefined || now >= snapshot.refreshAt;
  }

  return {
    find: (query, now) => keys.find(query, now),
    async warmUp(now, deadlineSeconds) {
      record.usedAt = now;
      keys.loader.watch(now);
      if (!isRefreshDue(now)) return;
      const load = async (at: number): Promise<void> => void (await keys.loader.load({ now: at }));
      await (deadlineSeconds === undefined ? load(now) : persevere(load, deadlineSeconds, context));
    },
    health(now) {
      if (isRefreshDue(now) || record.outage !== undefined) loadInBackground(keys.loader, context, now);
      const health = toIssuerHealth(context, now);
      return closed.aborted ? { ...health, nextAttemptAt: undefined } : health;
    },
    exportKeys: (now) => exportKeys(context, now),
    async importKeys(exported, now) {
      const problem = await importKeys(exported, context, now);
      if (problem === undefined) keys.loader.lookAgain();
      return problem;
    },
    close: () => closing.abort(),
  };
}

function fixedPlace(jwksUri: string): JwksUriSource {
  return { locate: () => Promise.resolve(jwksUri), doubt: () => {}, suspect: () => {} };
}
