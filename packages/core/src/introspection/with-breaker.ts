import { UnavailableError } from "../errors.js";
import type { IntrospectionFailedEvent, IntrospectionRefusedEvent } from "../events.js";
import { CLOCK_STEP_SECONDS } from "../internal/clock-step.js";
import { FetchFailure, pauseAskedFor } from "../internal/fetch-failure.js";
import type {
  IntrospectionClient,
  IntrospectionRequest,
  IntrospectionResponse,
} from "../seams/introspection-client.js";
import { IntrospectionRefusedError } from "./introspection-failure.js";
import type { LayerContext } from "./layer.js";

/**
 * Leaves an endpoint alone that fails.
 *
 * The breaker opens after `breakerFailures` failed calls in a row, for `breakerPauseSeconds`; and at once when the server asks
 * to be left alone, for as long as it asks (60 s at most). Then one call is made to see, and nobody else's before that is back:
 * if it succeeds, the breaker is closed, else open again. What comes of calls that began before it opened counts no more.
 *
 * An answer that may be the fault of one token, such as a 400 that does not speak of us, does not count: else who makes up
 * such tokens could shut out all others. While the breaker is open it closes it, since it is an answer.
 *
 * Above this layer every failure is an `UnavailableError` that says when to try again, but for those of a request that was
 * aborted, which say nothing about the endpoint. Each failed call that counts is told (`introspection.refused` or
 * `introspection.failed`), but no request that came while the breaker was open.
 */
export function withBreaker(client: IntrospectionClient, context: LayerContext): IntrospectionClient {
  const { issuer, record, clock, emit } = context;
  let openings = 0;

  async function introspect(token: string, request: IntrospectionRequest): Promise<IntrospectionResponse> {
    if (isLeftAlone(context, request.now)) throw toUnavailable(context, request.now);
    // A call that gets here while the breaker is open is the one that is to show.
    if (isOpen(context)) record.trialAt = clock.now();
    const opening = openings;
    try {
      const response = await client.introspect(token, request);
      if (opening === openings) noteSuccess();
      return response;
    } catch (cause) {
      if (request.signal?.aborted === true) throw cause;
      const failedAt = clock.now();
      if (opening === openings) noteFailure(cause, failedAt);
      throw toFailed(context, cause, failedAt);
    }
  }

  function noteSuccess(): void {
    if (isOpen(context)) emit({ type: "introspection.breaker_closed", at: clock.now(), issuer });
    record.outage = undefined;
    record.trialAt = undefined;
  }

  function noteFailure(cause: unknown, failedAt: number): void {
    emit({ at: failedAt, issuer, ...toEventParts(cause) });
    record.trialAt = undefined;
    if (mayBeTheTokensFault(cause)) {
      // It answers: the call that was to show that has shown it, else a flood of such tokens would keep all others out.
      if (isOpen(context)) noteSuccess();
      record.outage = { failures: 0, openUntil: undefined, ...record.outage, cause };
      return;
    }
    const failures = (record.outage?.failures ?? 0) + 1;
    const pause = pauseAfter(failures, cause, context);
    const openUntil = pause === 0 ? undefined : failedAt + pause;
    record.outage = { cause, failures, openUntil };
    if (openUntil === undefined) return;
    openings += 1;
    emit({ type: "introspection.breaker_opened", at: failedAt, issuer, until: openUntil });
  }

  return { introspect };
}

/** Whether no call may be made at `now`: during the pause, and then while another call is to show how things are. */
export function isLeftAlone(context: Pick<LayerContext, "record" | "options">, now: number): boolean {
  if (!isOpen(context)) return false;
  const { trialAt } = context.record;
  // On some runtimes a call dies with its request: one that is not back by its deadline, with a second of grace, is lost.
  const longest = context.options.timeoutSeconds + 1;
  return pauseLeft(context, now) > 0 || (trialAt !== undefined && Math.abs(now - trialAt) <= longest);
}

/** How long the endpoint is still left alone, in seconds; 0 when it may be asked. */
export function pauseLeft({ record, options }: Pick<LayerContext, "record" | "options">, now: number): number {
  const left = (record.outage?.openUntil ?? now) - now;
  const longest = Math.max(options.breakerPauseSeconds, LONGEST_ASKED_SECONDS);
  // A pause that ends later than any can was begun before the clock was set back.
  return left > longest + CLOCK_STEP_SECONDS ? 0 : Math.max(0, left);
}

/** The answer to a request that comes while the endpoint is left alone. */
export function toUnavailable(
  context: Pick<LayerContext, "issuer" | "record" | "options">,
  now: number,
): UnavailableError {
  return new UnavailableError(`The introspection endpoint of ${context.issuer} fails, and is left alone for a while`, {
    retryAfterSeconds: pauseLeft(context, now),
    cause: context.record.outage?.cause,
  });
}

/** The answer to the request whose call failed. */
function toFailed(context: LayerContext, cause: unknown, now: number): UnavailableError {
  const detail = `A token of ${context.issuer} could not be introspected`;
  const known = cause instanceof UnavailableError ? cause.retryAfterSeconds : pauseAskedFor(cause);
  const retryAfterSeconds = Math.max(known, pauseLeft(context, now));
  return new UnavailableError(detail, retryAfterSeconds === 0 ? { cause } : { cause, retryAfterSeconds });
}

function isOpen({ record }: Pick<LayerContext, "record">): boolean {
  return record.outage?.openUntil !== undefined;
}

/** In seconds; 0 as long as the endpoint may go on being asked. */
function pauseAfter(failures: number, cause: unknown, context: Pick<LayerContext, "record" | "options">): number {
  const { breakerFailures, breakerPauseSeconds } = context.options;
  const pause = failures >= breakerFailures || isOpen(context) ? breakerPauseSeconds : 0;
  return Math.max(pause, pauseAskedFor(cause));
}

type CallEventParts =
  | Omit<IntrospectionFailedEvent, "at" | "issuer">
  | Omit<IntrospectionRefusedEvent, "at" | "issuer">;

function toEventParts(cause: unknown): CallEventParts {
  if (!(cause instanceof IntrospectionRefusedError)) return { type: "introspection.failed", cause };
  return { type: "introspection.refused", status: cause.status, error: cause.error };
}

/**
 * Whether the server, or a filter before it, may have refused what is in the request, which everybody can choose. It is so of
 * every 4xx that does not speak of us, of the place or of the rate; but not of any 401.
 */
function mayBeTheTokensFault(failure: unknown): boolean {
  if (failure instanceof FetchFailure) {
    const { status = 0 } = failure;
    return failure.kind === "status" && status >= 400 && status < 500 && !OUR_STATUSES.includes(status);
  }
  if (!(failure instanceof IntrospectionRefusedError)) return false;
  return failure.status !== 401 && !OUR_ERRORS.includes(failure.error);
}

/** RFC 9110 §15.5: who we are, where we ask, and how often. */
const OUR_STATUSES: readonly number[] = [401, 403, 404, 405, 407, 408, 410, 421, 429];

/** RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1. */
const OUR_ERRORS: readonly (string | undefined)[] = [
  "invalid_client",
  "unauthorized_client",
  "access_denied",
  "insufficient_scope",
  "invalid_scope",
  "unsupported_grant_type",
];

/** As `pauseAskedFor` counts it. */
const LONGEST_ASKED_SECONDS = 60;
