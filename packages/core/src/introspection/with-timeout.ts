import { runWithin } from "../internal/deadline.js";
import { FetchFailure } from "../internal/fetch-failure.js";
import type { IntrospectionClient } from "../seams/introspection-client.js";
import type { LayerContext } from "./layer.js";

/**
 * Ends a call after `timeoutSeconds`, whatever the client makes of its signal.
 *
 * They are counted from where the call begins: a request that had to queue may have given up by then, but its call goes on,
 * so that what it brings is remembered, and a server is not called slow for what was our queue.
 */
export function withTimeout(
  client: IntrospectionClient,
  { issuer, options: { timeoutSeconds } }: Pick<LayerContext, "issuer" | "options">,
): IntrospectionClient {
  const expired = (): Error =>
    new FetchFailure("timeout", `There was no answer about a token of ${issuer} within ${timeoutSeconds} seconds`);
  return {
    introspect: (token, { now, signal: outer }) =>
      runWithin(timeoutSeconds, (signal) => client.introspect(token, { now, signal }), { expired, signal: outer }),
  };
}
