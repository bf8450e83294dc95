import type { KeyOptions } from "../options.js";
import type { KnownKey } from "./known-key.js";
import { createKeyIndex, type KeyIndex } from "./select-key.js";

/**
 * The keys of one issuer as they were at one moment. Never changes: a refresh makes another one, so that whoever holds
 * one sees a whole set. Instants are NumericDate seconds.
 */
export interface Snapshot extends KeyIndex {
  readonly keys: readonly KnownKey[];
  /** The kids of keys of the set that verify nothing. */
  readonly leftOutKids: readonly string[];
  /** Counts the changes of the set, from 1. A refresh that brings the same keys does not count. */
  readonly generation: number;
  readonly fetchedAt: number;
  /** From here on the next use starts a refresh in the background; so does asking for the health. */
  readonly refreshAt: number;
  /** From here on the set serves only while no newer one can be had. */
  readonly freshUntil: number;
  /** From here on the keys are not used any more, whatever happens. */
  readonly staleUntil: number;
  /** For how long the server said that it may be kept, counted from `fetchedAt`; `undefined` if it did not say. */
  readonly maxAgeSeconds: number | undefined;
  readonly etag: string | undefined;
}

/** What a new snapshot is made of. */
export interface SnapshotParts extends Pick<Snapshot, "keys" | "leftOutKids" | "fetchedAt" | "maxAgeSeconds" | "etag"> {
  readonly previous: Snapshot | undefined;
}

/** How long a set lives. */
export interface SnapshotLimits {
  readonly options: Pick<
    Required<KeyOptions>,
    "freshSeconds" | "minFreshSeconds" | "maxFreshSeconds" | "staleSeconds" | "loadTimeoutSeconds"
  >;
  /** Numbers from 0 to 1, for jitter. */
  readonly random: () => number;
}

/** Makes a snapshot of a set that was fetched, or confirmed, at `fetchedAt`. */
export function createSnapshot({ previous, ...parts }: SnapshotParts, { options, random }: SnapshotLimits): Snapshot {
  const { keys, leftOutKids, fetchedAt, maxAgeSeconds } = parts;
  const isSame = previous !== undefined && haveSameKeys(previous.keys, keys);
  const lifetimeSeconds = maxAgeSeconds === undefined ? options.freshSeconds : clampMaxAge(maxAgeSeconds, options);
  const freshUntil = fetchedAt + lifetimeSeconds;
  return Object.freeze({
    ...createKeyIndex(keys, leftOutKids),
    ...parts,
    keys: Object.freeze([...keys]),
    leftOutKids: Object.freeze([...leftOutKids]),
    generation: (previous?.generation ?? 0) + (isSame ? 0 : 1),
    refreshAt: fetchedAt + latestRefresh(lifetimeSeconds, options) - SPREAD * lifetimeSeconds * (1 - random()),
    freshUntil,
    staleUntil: freshUntil + options.staleSeconds,
  });
}

/** Leaves a load the time it may take before freshness ends, so that no request has to wait for it. */
function latestRefresh(lifetimeSeconds: number, { loadTimeoutSeconds }: SnapshotLimits["options"]): number {
  return Math.min(0.9 * lifetimeSeconds, Math.max(0.5 * lifetimeSeconds, lifetimeSeconds - loadTimeoutSeconds));
}

/** The same set, past its freshness from `now` on. */
export function endFreshness(snapshot: Snapshot, now: number, staleSeconds: number): Snapshot {
  const instants = { fetchedAt: now, refreshAt: now, freshUntil: now, staleUntil: now + staleSeconds };
  return Object.freeze({ ...snapshot, ...instants });
}

function clampMaxAge(seconds: number, { minFreshSeconds, maxFreshSeconds }: SnapshotLimits["options"]): number {
  return Math.min(Math.max(seconds, minFreshSeconds), maxFreshSeconds);
}

/** Equal keys are the same objects from one set to the next, and no set holds one twice. */
function haveSameKeys(before: readonly KnownKey[], after: readonly KnownKey[]): boolean {
  const known = new Set(before);
  return before.length === after.length && after.every((key) => known.has(key));
}

/** Part of the lifetime over which refreshes are spread: servers started together must not ask together for ever. */
const SPREAD = 0.2;
