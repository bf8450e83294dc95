import { FetchFailure, type FetchFailureKind } from "../internal/fetch-failure.js";
import { UnusableMetadataError } from "../metadata/authorization-server-metadata.js";
import {
  IntrospectionNotSentError,
  IntrospectionRefusedError,
  UnusableIntrospectionError,
} from "./introspection-failure.js";
import type { LayerContext } from "./layer.js";
import { pauseLeft } from "./with-breaker.js";

/**
 * `up`: the endpoint answered when it was last asked, or has not been asked yet. `degraded`: it did not, and will be asked
 * again for the next token. `down`: it has failed so often that it is left alone until `nextAttemptAt`.
 */
export type IntrospectionState = "up" | "degraded" | "down";

/**
 * What kind of failure it was. `network`, `timeout`, `redirect`, `status`, `too_large`, `content_type`: as for keys. `refused`: the
 * endpoint does not let us ask. `not_sent`: nothing could be asked. `response`: an answer that cannot be read or believed.
 * `metadata`: none of the issuer to use. `other`: the application's own client, in a way of its own.
 */
export type IntrospectionErrorClass = FetchFailureKind | "refused" | "not_sent" | "response" | "metadata" | "other";

/** How asking one issuer about tokens goes. */
export interface IntrospectionHealth {
  readonly issuer: string;
  readonly state: IntrospectionState;
  /** The kind of the last failure, if nothing succeeded since. Names no address. */
  readonly lastErrorClass: IntrospectionErrorClass | undefined;
  /** What the last failure was, if nothing succeeded since. For the log: it names addresses. */
  readonly lastError: string | undefined;
  /** No call is made before this instant, NumericDate seconds; `undefined` if the next token is asked about at once. */
  readonly nextAttemptAt: number | undefined;
}

/** Tells how an endpoint is. Asks nobody and starts nothing. */
export function toIntrospectionHealth(
  context: Pick<LayerContext, "issuer" | "record" | "options">,
  now: number,
): IntrospectionHealth {
  const { issuer, record } = context;
  const { outage } = record;
  if (outage === undefined) {
    return { issuer, state: "up", lastErrorClass: undefined, lastError: undefined, nextAttemptAt: undefined };
  }
  const { cause } = outage;
  const pause = pauseLeft(context, now);
  return {
    issuer,
    state: pause > 0 ? "down" : "degraded",
    lastErrorClass: toErrorClass(cause),
    lastError: cause instanceof Error ? cause.message : String(cause),
    nextAttemptAt: pause > 0 ? now + pause : undefined,
  };
}

function toErrorClass(failure: unknown): IntrospectionErrorClass {
  if (failure instanceof FetchFailure) return failure.kind;
  return CLASSES.find(([kind]) => failure instanceof kind)?.[1] ?? "other";
}

const CLASSES = [
  [IntrospectionRefusedError, "refused"],
  [IntrospectionNotSentError, "not_sent"],
  [UnusableIntrospectionError, "response"],
  [UnusableMetadataError, "metadata"],
] as const;
