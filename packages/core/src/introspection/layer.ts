import type { EventListener } from "../events.js";
import type { IntrospectionOptions } from "../options.js";
import type { Clock } from "../seams/clock.js";
import type { IntrospectionResponse } from "../seams/introspection-client.js";

/** The numbers of the layers. */
export type IntrospectionLimits = Required<
  Pick<
    IntrospectionOptions,
    | "cacheSeconds"
    | "negativeCacheSeconds"
    | "cacheEntries"
    | "timeoutSeconds"
    | "maxConcurrent"
    | "breakerFailures"
    | "breakerPauseSeconds"
  >
>;

/** What every layer is above the cache: the answer may be at hand, and is told from others by the digest of the token. */
export interface Lookup {
  introspect(token: string, request: LookupRequest): IntrospectionResponse | Promise<IntrospectionResponse>;
}

/** Conditions of one lookup. */
export interface LookupRequest {
  /** Under what the answer is remembered: a digest of the token and of whatever else the answer depends on. */
  readonly key: string;
  /** The present, NumericDate seconds. */
  readonly now: number;
}

/** What is known of the failures of an endpoint, until it answers. */
export interface EndpointOutage {
  /** What the last failure was. */
  readonly cause: unknown;
  /** How many calls have failed in a row. */
  readonly failures: number;
  /** While the breaker is open: no call is made before this instant, NumericDate seconds; then one, to see. */
  readonly openUntil: number | undefined;
}

/** What the layers of one issuer remember in common. Written by `withBreaker`. */
export interface EndpointRecord {
  outage: EndpointOutage | undefined;
  /** When the one call began that is to show whether the endpoint answers again, while that is under way. */
  trialAt: number | undefined;
}

/** What the layers of one issuer share. */
export interface LayerContext {
  readonly issuer: string;
  readonly options: IntrospectionLimits;
  readonly record: EndpointRecord;
  /** Read where the `now` of a request is too old: after a call, which may have taken its time. */
  readonly clock: Clock;
  /** Takes events; must not throw. */
  readonly emit: EventListener;
}

/** A record of nothing yet. */
export function createEndpointRecord(): EndpointRecord {
  return { outage: undefined, trialAt: undefined };
}
