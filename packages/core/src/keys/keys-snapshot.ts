import { CLOCK_STEP_SECONDS } from "../internal/clock-step.js";
import type { JsonObject } from "../internal/json-object.js";
import { type KeySet, readJwkSet, RejectedKeySetError } from "./jwk-set.js";
import type { LayerContext } from "./layer.js";
import { createSnapshot } from "./snapshot.js";
import { byFingerprint } from "./with-reading.js";
import { setAtHand } from "./with-snapshots.js";

/** The key sets of a verifier as they are at one moment: plain JSON, public keys only. */
export interface KeysSnapshot {
  readonly version: 1;
  readonly issuers: readonly IssuerSnapshot[];
}

/** The set of one issuer. */
export interface IssuerSnapshot {
  readonly issuer: string;
  /** When the issuer gave or confirmed it, NumericDate seconds: from here its time is counted, in any process. */
  readonly fetchedAt: number;
  /** For how long the issuer said it may be kept. */
  readonly maxAgeSeconds?: number | undefined;
  /** Those that can verify signatures, as JWKs (RFC 7517 §4). */
  readonly keys: readonly JsonObject[];
}

/** The set at hand as plain JSON; `undefined` if there is none that may be used at `now`. */
export function exportKeys(
  context: Pick<LayerContext, "issuer" | "record" | "options">,
  now: number,
): IssuerSnapshot | undefined {
  const snapshot = setAtHand(context, now);
  if (snapshot === undefined || now >= snapshot.staleUntil) return undefined;
  // The clock was set back, and how old the set is cannot be told: a copy would count its time anew.
  if (snapshot.freshUntil <= snapshot.fetchedAt) return undefined;
  const { fetchedAt, maxAgeSeconds, keys } = snapshot;
  const publicJwks = keys.map(({ publicJwk }) => publicJwk);
  return {
    issuer: context.issuer,
    fetchedAt,
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    keys: publicJwks,
  };
}

/**
 * Takes over a set from elsewhere, judged like one that was fetched at its `fetchedAt`. It never replaces one that is as
 * new, so no withdrawn key comes back, and it lives no longer than where it came from.
 *
 * Sends `keys.imported`, and `keys.rejected` for a set or keys of it that cannot be used.
 *
 * @returns Why it was not taken over; `undefined` if it was.
 */
export async function importKeys(
  exported: IssuerSnapshot,
  context: LayerContext,
  now: number,
): Promise<string | undefined> {
  const { issuer, record, clock, emit } = context;
  const { fetchedAt, maxAgeSeconds } = exported;
  if (fetchedAt - now > CLOCK_STEP_SECONDS) return "its fetchedAt is in the future";
  const set = await readExported(exported, context);
  if (typeof set === "string") {
    emit({ type: "keys.rejected", at: clock.now(), issuer, detail: set });
    return set;
  }
  const { leftOut, ...rest } = set;
  if (leftOut.length > 0) emit({ type: "keys.rejected", at: clock.now(), issuer, detail: leftOut.join("; ") });
  const previous = setAtHand(context, now);
  if (previous !== undefined && previous.fetchedAt >= fetchedAt) return "the keys at hand are as new";
  const snapshot = createSnapshot({ ...rest, fetchedAt, maxAgeSeconds, etag: undefined, previous }, context);
  if (now >= snapshot.staleUntil)
    return `its keys were fetched ${Math.round(now - fetchedAt)} seconds ago, which is too old`;
  record.snapshot = snapshot;
  const { keys, generation } = snapshot;
  emit({ type: "keys.imported", at: clock.now(), issuer, keys: keys.length, generation, fetchedAt });
  return undefined;
}

async function readExported(
  { issuer, keys }: IssuerSnapshot,
  { options, record }: Pick<LayerContext, "options" | "record">,
): Promise<KeySet | string> {
  const known = byFingerprint(record.snapshot?.keys);
  try {
    return await readJwkSet({ keys }, { maxKeys: options.maxKeys, issuer, known });
  } catch (failure) {
    if (failure instanceof RejectedKeySetError) return failure.message;
    throw failure;
  }
}
