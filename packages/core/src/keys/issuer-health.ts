import { FetchFailure, type FetchFailureKind } from "../internal/fetch-failure.js";
import { UnusableMetadataError } from "../metadata/authorization-server-metadata.js";
import { RejectedKeySetError } from "./jwk-set.js";
import type { LayerContext } from "./layer.js";
import { toNextLoadAt } from "./next-load.js";

/**
 * `fresh`: recently fetched. `stale`: past their freshness, not yet replaced. `degraded`: in use although the last
 * load failed; of a key source of the application's own: it has a defect, or failed before it found a key. `down`: none
 * to use; before the first load too (`generation` is 0 then).
 */
export type KeyState = "fresh" | "stale" | "degraded" | "down";

/**
 * What kind of failure it was. `network`: no connection, or it broke. `timeout`: no whole answer in time. `redirect`,
 * `status`, `too_large`, `content_type`: an answer that is not followed, not 200, longer than `maxBodyBytes`, not JSON.
 * `metadata`: none of the issuer to use. `key_set`: not a JWK Set, or none of its keys can be used. `other`: the
 * application's own `fetch` or source, in a way of its own.
 */
export type KeyErrorClass = FetchFailureKind | "metadata" | "key_set" | "other";

/** The keys of one issuer. */
export interface IssuerHealth {
  readonly issuer: string;
  readonly state: KeyState;
  /** How long ago the set was fetched or confirmed, in seconds; `undefined` if there is none, or it was given. */
  readonly ageSeconds: number | undefined;
  /** Counts the successful changes of the set; 0 before the first. */
  readonly generation: number;
  /** The kind of the last failure, if nothing succeeded since. Names no address. */
  readonly lastErrorClass: KeyErrorClass | undefined;
  /** What the last failure was, if nothing succeeded since. For the log: it names addresses. */
  readonly lastError: string | undefined;
  /** No load is begun before this instant, unless a token asks for an unknown key, NumericDate seconds; `undefined` if none is ever. */
  readonly nextAttemptAt: number | undefined;
}

/** Tells how fetched keys are. Asks nobody and starts nothing. */
export function toIssuerHealth(
  context: Pick<LayerContext, "issuer" | "record" | "options">,
  now: number,
): IssuerHealth {
  const { issuer, record } = context;
  const { snapshot, outage } = record;
  return {
    issuer,
    state: toKeyState(context, now),
    ageSeconds: snapshot === undefined ? undefined : Math.max(0, now - snapshot.fetchedAt),
    generation: snapshot?.generation ?? 0,
    ...describeFailure(outage?.cause),
    nextAttemptAt: toNextLoadAt(context, now),
  };
}

/** The part of a health that says what went wrong, if anything did. */
export function describeFailure(failure: unknown): Pick<IssuerHealth, "lastErrorClass" | "lastError"> {
  const lastError = failure instanceof Error ? failure.message : String(failure);
  return failure === undefined
    ? { lastErrorClass: undefined, lastError: undefined }
    : { lastErrorClass: toErrorClass(failure), lastError };
}

function toKeyState({ record: { snapshot, outage } }: Pick<LayerContext, "record">, now: number): KeyState {
  if (snapshot === undefined || now >= snapshot.staleUntil) return "down";
  if (outage !== undefined) return "degraded";
  return now < snapshot.freshUntil ? "fresh" : "stale";
}

function toErrorClass(failure: unknown): KeyErrorClass {
  if (failure instanceof FetchFailure) return failure.kind;
  if (failure instanceof RejectedKeySetError) return "key_set";
  return failure instanceof UnusableMetadataError ? "metadata" : "other";
}
