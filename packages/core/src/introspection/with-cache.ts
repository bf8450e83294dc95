import type { IntrospectionClient, IntrospectionResponse } from "../seams/introspection-client.js";
import type { TokenCache } from "../seams/token-cache.js";
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
 * @see RFC 7662 §4
 */
export function withCache(
  client: IntrospectionClient,
  { options, emit, cache }: Pick<LayerContext, "options" | "emit"> & { readonly cache: TokenCache | undefined },
): Lookup {
  const { cacheSeconds, negativeCacheSeconds, cacheEntries: entries } = options;
  const given = cache ?? createMemoryTokenCache({ entries });
  const active = createSafeTokenCache({ cache: given, lifetimeSeconds: cacheSeconds, emit });
  const inactive = createSafeTokenCache({
    cache: createMemoryTokenCache({ entries }),
    lifetimeSeconds: negativeCacheSeconds,
    emit,
  });

  function introspect(token: string, request: LookupRequest): IntrospectionResponse | Promise<IntrospectionResponse> {
    const { key, now } = request;
    const found = inactive.find(key, now) ?? active.find(key, now);
    if (found instanceof Promise) return found.then((response) => response ?? ask(token, request));
    return found ?? ask(token, request);
  }

  async function ask(token: string, { key, now }: LookupRequest): Promise<IntrospectionResponse> {
    const response = await client.introspect(token, { now });
    await (response.active ? active : inactive).remember(key, response, now);
    return response;
  }

  return { introspect };
}
