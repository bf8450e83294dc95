import { digest as platformDigest } from "#signature";
import type { IntrospectionClient, IntrospectionResponse } from "../seams/introspection-client.js";
import type { TokenCache } from "../seams/token-cache.js";
import { type IntrospectionHealth, toIntrospectionHealth } from "./introspection-health.js";
import { createEndpointRecord, type LayerContext } from "./layer.js";
import { withBreaker } from "./with-breaker.js";
import { withCache } from "./with-cache.js";
import { withClosing } from "./with-closing.js";
import { withConcurrencyLimit } from "./with-concurrency-limit.js";
import { withDeadline } from "./with-deadline.js";
import { withFrozenResponses } from "./with-frozen-responses.js";
import { withSingleFlight } from "./with-single-flight.js";
import { withTimeout } from "./with-timeout.js";

/** Tells whether tokens of one issuer are active. */
export interface Introspector {
  /**
   * What the authorization server says of a token, or has said lately; directly if that is at hand.
   *
   * The answer is frozen, and not judged. Rejects with an `UnavailableError` when there was none.
   */
  introspect(token: string, now: number): IntrospectionResponse | Promise<IntrospectionResponse>;
  /** How the endpoint is. Asks nobody and starts nothing. */
  health(now: number): IntrospectionHealth;
}

/** What an introspector is made of. Already checked. */
export interface IntrospectorOptions extends Omit<LayerContext, "record"> {
  /** Makes one call. */
  readonly client: IntrospectionClient;
  /** Where active answers are remembered. Default: in memory. */
  readonly cache?: TokenCache | undefined;
  /**
   * Whatever answers depend on besides issuer and token: who asks, since a server may tell different clients different things
   * (RFC 7662 §2.2), and whether only signed answers count. Keeps apart what shares a cache. Only its digest goes there. A function is asked once, with the first token. Default: nothing.
   */
  readonly askedAs?: string | (() => string) | undefined;
  /** When it aborts, no calls are made any more; what is remembered serves for as long as it may. */
  readonly closed: AbortSignal;
  /** Default: that of the platform. */
  readonly digest?: (text: string) => string | Promise<string>;
}

/**
 * Puts the layers of one issuer together. The order is fixed, and written here alone:
 *
 * 1. one call in its time, whose answer is frozen before anything else sees it;
 * 2. the breaker above what may fail, and below the queue, so that it is asked again when the wait is over;
 * 3. closing ends calls and waits alike;
 * 4. what has been answered is remembered; those who ask together share the look-up and the call;
 * 5. and nobody waits for any of it for longer than is allowed.
 */
export function createIntrospector(given: IntrospectorOptions): Introspector {
  const { client, issuer, askedAs = "", digest = platformDigest } = given;
  const context = { ...given, record: createEndpointRecord() };
  const call = withTimeout(withFrozenResponses(client, context), context);
  const calls = withClosing(withConcurrencyLimit(withBreaker(call, context), context), context);
  const answers = withSingleFlight(withCache(calls, { ...context, cache: given.cache }), context);
  const lookup = withDeadline(answers, context);
  let prefix: string | undefined;

  return {
    introspect(token, now) {
      // JSON says itself where it ends, so no two pairs of issuer and token give the same text.
      prefix ??= JSON.stringify([issuer, typeof askedAs === "string" ? askedAs : askedAs()]);
      const key = digest(prefix + token);
      if (typeof key === "string") return lookup.introspect(token, { key, now });
      return key.then((late) => lookup.introspect(token, { key: late, now }));
    },
    health: (now) => toIntrospectionHealth(context, now),
  };
}
