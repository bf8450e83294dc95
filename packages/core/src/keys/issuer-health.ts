import type { KeyRecord } from "./layer.js";

/**
 * `fresh`: recently fetched. `stale`: past their freshness, not yet replaced. `degraded`: in use although the last
 * load failed. `down`: none to use; before the first load too (`generation` is 0 then).
 */
export type KeyState = "fresh" | "stale" | "degraded" | "down";

/** The keys of one issuer. */
export interface IssuerHealth {
  readonly issuer: string;
  readonly state: KeyState;
  /** How long ago the set was fetched or confirmed, in seconds; `undefined` if there is none, or it was given. */
  readonly ageSeconds: number | undefined;
  /** Counts the successful changes of the set; 0 before the first. */
  readonly generation: number;
  /** What the last failure was, if nothing succeeded since. */
  readonly lastError: string | undefined;
}

/** Tells how fetched keys are. Asks nobody and starts nothing. */
export function toIssuerHealth(issuer: string, { snapshot, outage }: Readonly<KeyRecord>, now: number): IssuerHealth {
  return {
    issuer,
    state: toKeyState({ snapshot, outage }, now),
    ageSeconds: snapshot === undefined ? undefined : Math.max(0, now - snapshot.fetchedAt),
    generation: snapshot?.generation ?? 0,
    lastError: outage === undefined ? undefined : describeFailure(outage.cause),
  };
}

function toKeyState({ snapshot, outage }: Readonly<KeyRecord>, now: number): KeyState {
  if (snapshot === undefined || now >= snapshot.staleUntil) return "down";
  if (outage !== undefined) return "degraded";
  return now < snapshot.freshUntil ? "fresh" : "stale";
}

function describeFailure(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
