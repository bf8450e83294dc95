import type { EventListener } from "../events.js";
import type { Schedule } from "../internal/schedule.js";
import type { KeyOptions } from "../options.js";
import type { Clock } from "../seams/clock.js";
import type { JwkSetRequest } from "../seams/jwk-set-source.js";
import type { Snapshot } from "./snapshot.js";

/** What every layer under the key cache is: a `JwkSetSource` is one that brings documents, others bring what became of them. */
export interface Loader<Loaded> {
  load(request: JwkSetRequest): Promise<Loaded>;
}

/** What is known of the failures of a source, until a load succeeds. */
export interface Outage {
  /** What the last failure was. */
  readonly cause: unknown;
  /** When the last load failed, NumericDate seconds. */
  readonly failedAt: number;
  /** How many loads have failed in a row. */
  readonly failures: number;
  /** No attempt is made before this instant, NumericDate seconds. */
  readonly nextAttemptAt: number;
}

/** All that the layers of one issuer remember in common. */
export interface KeyRecord {
  /** Written in `with-snapshots.ts` and by an import; read through `setAtHand`. Kept past its time, since a 304 can bring it back. */
  snapshot: Snapshot | undefined;
  /** Written by `withBackoff`. */
  outage: Outage | undefined;
  /** When the keys were last asked for, NumericDate seconds. Written by `withCache`, and by who fetches ahead. */
  usedAt: number | undefined;
  /** While somebody waits for the first set with a deadline: no pause is longer than this, unless the server asks for it. */
  longestPauseSeconds: number | undefined;
}

/** What the layers of one issuer share. */
export interface LayerContext {
  readonly issuer: string;
  readonly options: Required<KeyOptions>;
  readonly record: KeyRecord;
  /**
   * Read by background work only, where no request brings a `now`: how long a load has been going on, when a failure came,
   * and the `at` of events. A set is stamped with the `now` of the request that began its load, which is never too late.
   */
  readonly clock: Clock;
  /** Takes events; must not throw. */
  readonly emit: EventListener;
  /** Numbers from 0 to 1, for jitter. */
  readonly random: () => number;
  /** Runs later what nobody waits for, on platforms that can. */
  readonly schedule: Schedule;
  /** Aborts when nothing is to be fetched any more. */
  readonly closed: AbortSignal;
}

/** A record of nothing yet. */
export function createKeyRecord(): KeyRecord {
  return { snapshot: undefined, outage: undefined, usedAt: undefined, longestPauseSeconds: undefined };
}

/**
 * Whether requests have come lately, so that somebody has seen to it that the set is refreshed when that is due, or at
 * least that it has been tried.
 */
export function isInUse({ record, options }: Pick<LayerContext, "record" | "options">, now: number): boolean {
  return record.usedAt !== undefined && Math.abs(now - record.usedAt) <= options.idleSeconds;
}
