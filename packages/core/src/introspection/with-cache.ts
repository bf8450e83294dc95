import { isPending } from "../internal/maybe-promise.js";
import type { IntrospectionClient, IntrospectionResponse } from "../seams/introspection-client.js";
import type { TokenCache } from "../seams/token-cache.js";
import { createInactiveAnswers } from "./inactive-answers.js";
import type { LayerContext, Lookup, LookupRequest } from "./layer.js";
import { createMemoryTokenCache } from "./memory-token-cache.js";
import { createSafeTokenCache } from "./safe-token-cache.js";

/**
 * Answers from memory, at once and without a promise if the cache can.
 *
 * An active answer is remembered for `cacheSeconds`, and never past its `exp`; an inactive one for `negativeCacheSeconds`; a
 * failure never. Both are counted from the `now` of the request that began the call, which is never too late.
 *
 * Inactive answers have a memory of their own, in this process, as many as `cacheEntries`: strangers can make up tokens without
 * end, and must be able neither to push out the good ones nor to fill a cache that is shared.
 *
 * An inactive answer ends every active one from before: what a cache that is shared has of that token is not looked at until it
 * cannot be older any more, or the server has called the token active again.
 *
 * @see RFC 7662 §4
 */
export function withCache(
  client: IntrospectionClient,
  { options, emit, cache }: Pick<LayerContext, "options" | "emit"> & { readonly cache: TokenCache | undefined },
): Lookup {
  const { cacheSeconds, cacheEntries: entries } = options;
  const given = cache ?? createMemoryTokenCache({ entries });
  const active = createSafeTokenCache({ cache: given, lifetimeSeconds: cacheSeconds, emit });
  const inactive = createInactiveAnswers(options);

  function introspect(token: string, request: LookupRequest): IntrospectionResponse | Promise<IntrospectionResponse> {
    const { key, now } = request;
    const recalled = inactive.recall(key, now);
    if (recalled === "inactive") return INACTIVE;
    if (recalled === "outdated") return ask(token, request);
    const found = active.find(key, now);
    if (isPending(found)) return found.then((response) => response ?? ask(token, request));
    return found ?? ask(token, request);
  }

  async function ask(token: string, { key, now }: LookupRequest): Promise<IntrospectionResponse> {
    const response = await client.introspect(token, { now });
    if (response.active) {
      inactive.forget(key);
      await active.remember(key, response, now);
    } else {
      inactive.remember(key, now);
    }
    return response;
  }

  return { introspect };
}

const INACTIVE: IntrospectionResponse = Object.freeze({ active: false });
