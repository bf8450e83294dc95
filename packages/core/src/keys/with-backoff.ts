import { UnavailableError } from "../errors.js";
import { CLOCK_STEP_SECONDS } from "../internal/clock-step.js";
import { pauseAskedFor } from "../internal/fetch-failure.js";
import type { JwkSetRequest } from "../seams/jwk-set-source.js";
import { createAttemptBudget } from "./attempt-budget.js";
import type { LayerContext, Loader, Outage } from "./layer.js";

/**
 * Leaves a failing source alone for a while: no load reaches it before `nextAttemptAt`.
 *
 * The pause doubles with each failure in a row from `minBackoffSeconds` to `maxBackoffSeconds`, with full jitter, and is
 * never shorter than what the server asked for (60 s at most). Since full jitter halves it on average, failed loads have a
 * budget besides: `outageBurst`, and one more every `outageIntervalSeconds`, also if a few succeed between. The pause is
 * counted from the end of the failed load, and ends also when the clock is set back so far that it would last longer
 * than any pause may. Above this layer every failure is an `UnavailableError` that says when to try again.
 *
 * A load that was given up, because nothing is to be fetched any more, says nothing about the source, nor does one that
 * fails after a later one has succeeded.
 */
export function withBackoff<Loaded>(source: Loader<Loaded>, context: LayerContext): Loader<Loaded> {
  const { issuer, options, record, clock, emit } = context;
  const budget = createAttemptBudget(options.outageBurst, options.outageIntervalSeconds);

  let successes = 0;

  async function load(request: JwkSetRequest): Promise<Loaded> {
    const { outage } = record;
    if (outage !== undefined && isPausing(context, request.now)) throw toUnavailable(outage, context, request.now);
    const before = successes;
    try {
      const loaded = await source.load(request);
      successes += 1;
      record.outage = undefined;
      return loaded;
    } catch (cause) {
      if (request.signal?.aborted === true) throw cause;
      const failedAt = clock.now();
      if (successes !== before) throw toLate(issuer, cause);
      budget.take(failedAt);
      const failures = (record.outage?.failures ?? 0) + 1;
      const own = Math.max(jitter(failures, context), budget.waitSeconds(failedAt));
      const pause = Math.max(pauseAskedFor(cause), Math.min(own, record.longestPauseSeconds ?? own));
      const nextAttemptAt = failedAt + pause;
      record.outage = { cause, failures, failedAt, nextAttemptAt };
      emit({ type: "keys.refresh_failed", at: failedAt, issuer, cause, nextAttemptAt });
      throw toUnavailable(record.outage, context, failedAt);
    }
  }

  return { load };
}

/** The answer to a request that would have needed the source that fails. */
export function toUnavailable(
  outage: Outage,
  { issuer, options }: Pick<LayerContext, "issuer" | "options">,
  now: number,
): UnavailableError {
  return new UnavailableError(`The keys of ${issuer} cannot be had`, {
    retryAfterSeconds: pauseLeft(outage, options, now),
    cause: outage.cause,
  });
}

function toLate(issuer: string, cause: unknown): UnavailableError {
  return new UnavailableError(`The keys of ${issuer} did not come, but have since`, { cause });
}

/** Whether the source is being left alone at `now`. */
export function isPausing({ record, options }: Pick<LayerContext, "record" | "options">, now: number): boolean {
  return record.outage !== undefined && pauseLeft(record.outage, options, now) > 0;
}

/**
 * Whether the last load failed so recently that the source is known to be down. While requests keep coming, each pause ends
 * with an attempt, so an older failure says only that nobody has tried since.
 */
export function isKnownDown({ record, options }: Pick<LayerContext, "record" | "options">, now: number): boolean {
  if (record.outage === undefined) return false;
  return Math.abs(now - record.outage.failedAt) <= longestPause(options) + options.loadTimeoutSeconds;
}

/** How long the source is still left alone, in seconds; 0 when it may be asked. A pause longer than any may be is not believed. */
export function pauseLeft({ nextAttemptAt }: Outage, options: LayerContext["options"], now: number): number {
  const left = nextAttemptAt - now;
  return left > longestPause(options) + CLOCK_STEP_SECONDS ? 0 : Math.max(0, left);
}

function longestPause({ maxBackoffSeconds, outageIntervalSeconds }: LayerContext["options"]): number {
  return Math.max(maxBackoffSeconds, outageIntervalSeconds, LONGEST_ASKED_SECONDS);
}

function jitter(failures: number, { options, random }: Pick<LayerContext, "options" | "random">): number {
  return random() * Math.min(options.minBackoffSeconds * 2 ** (failures - 1), options.maxBackoffSeconds);
}

/** As `pauseAskedFor` counts it. */
const LONGEST_ASKED_SECONDS = 60;
