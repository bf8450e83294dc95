import { UnavailableError } from "../errors.js";
import { pauseAskedFor } from "../internal/fetch-failure.js";
import type { JwkSetRequest } from "../seams/jwk-set-source.js";
import type { LayerContext, Loader, Outage } from "./layer.js";

/**
 * Leaves a failing source alone for a while: no load reaches it before `nextAttemptAt`.
 *
 * The pause doubles with each failure in a row from `minBackoffSeconds` to `maxBackoffSeconds`, with full jitter, and is
 * never shorter than what the server asked for (60 s at most). It is counted from the end of the failed load. Above
 * this layer every failure is an `UnavailableError` that says when to try again.
 */
export function withBackoff<Loaded>(source: Loader<Loaded>, context: LayerContext): Loader<Loaded> {
  const { issuer, record, clock, emit } = context;

  async function load(request: JwkSetRequest): Promise<Loaded> {
    const { outage } = record;
    if (outage !== undefined && request.now < outage.nextAttemptAt) throw toUnavailable(outage, issuer, request.now);
    try {
      const loaded = await source.load(request);
      record.outage = undefined;
      return loaded;
    } catch (cause) {
      const failedAt = clock.now();
      const failures = (record.outage?.failures ?? 0) + 1;
      const nextAttemptAt = failedAt + Math.max(pauseAskedFor(cause), jitter(failures, context));
      record.outage = { cause, failures, nextAttemptAt };
      emit({ type: "keys.refresh_failed", at: failedAt, issuer, cause, nextAttemptAt });
      throw toUnavailable(record.outage, issuer, failedAt);
    }
  }

  return { load };
}

/** The answer to a request that would have needed the source that fails. */
export function toUnavailable(outage: Outage, issuer: string, now: number): UnavailableError {
  return new UnavailableError(`The keys of ${issuer} cannot be had`, {
    retryAfterSeconds: outage.nextAttemptAt - now,
    cause: outage.cause,
  });
}

function jitter(failures: number, { options, random }: Pick<LayerContext, "options" | "random">): number {
  return random() * Math.min(options.minBackoffSeconds * 2 ** (failures - 1), options.maxBackoffSeconds);
}
