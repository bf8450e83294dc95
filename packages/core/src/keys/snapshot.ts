import type { KeyOptions } from "../options.js";
import type { KnownKey } from "./known-key.js";
import { createKeyIndex, type KeyIndex } from "./select-key.js";

/**
 * The keys of one issuer as they were at one moment. Never changes: a refresh makes another one, so that whoever holds
 * one sees a whole set. Instants are NumericDate seconds.
 */
export interface Snapshot extends KeyIndex {
  readonly keys: readonly KnownKey[];
  /** Counts the changes of the set, from 1. A refresh that brings the same keys does not count. */
  readonly generation: number;
  readonly fetchedAt: number;
  /** From here on the next use starts a refresh in the background. */
  readonly refreshAt: number;
  readonly freshUntil: number;
  /** From here on the keys are not used any more, whatever happens. */
  readonly staleUntil: number;
  /** As the server gave it; `undefined` if it did not. */
  readonly maxAgeSeconds: number | undefined;
  readonly etag: string | undefined;
}

/** What a new snapshot is made of. */
export interface SnapshotParts extends Pick<Snapshot, "keys" | "fetchedAt" | "maxAgeSeconds" | "etag"> {
  readonly previous: Snapshot | undefined;
}

/** How long a set lives. */
export interface SnapshotLimits {
  readonly options: Pick<Required<KeyOptions>, "freshSeconds" | "minFreshSeconds" | "maxFreshSeconds" | "staleSeconds">;
  /** Numbers from 0 to 1, for jitter. */
  readonly random: () => number;
}

/** Makes a snapshot of a set that was fetched, or confirmed, at `fetchedAt`. */
export function createSnapshot(
  { previous, keys, ...parts }: SnapshotParts,
  { options, random }: SnapshotLimits,
): Snapshot {
  const generation = previous?.generation ?? 0;
  const set =
    previous !== undefined && haveSameKeys(previous.keys, keys)
      ? previous
      : { ...createKeyIndex(keys), keys: Object.freeze([...keys]), generation: generation + 1 };
  const { fetchedAt, maxAgeSeconds } = parts;
  const lifetimeSeconds = maxAgeSeconds === undefined ? options.freshSeconds : clampMaxAge(maxAgeSeconds, options);
  const freshUntil = fetchedAt + lifetimeSeconds;
  return Object.freeze({
    ...set,
    ...parts,
    // Spread, so that many servers started together do not ask together for ever.
    refreshAt: fetchedAt + lifetimeSeconds * (0.7 + 0.2 * random()),
    freshUntil,
    staleUntil: freshUntil + options.staleSeconds,
  });
}

function clampMaxAge(seconds: number, { minFreshSeconds, maxFreshSeconds }: SnapshotLimits["options"]): number {
  return Math.min(Math.max(seconds, minFreshSeconds), maxFreshSeconds);
}

/** Equal keys are the same objects from one set to the next, and no set holds one twice. */
function haveSameKeys(before: readonly KnownKey[], after: readonly KnownKey[]): boolean {
  const known = new Set(before);
  return before.length === after.length && after.every((key) => known.has(key));
}
