import { isPending } from "../internal/maybe-promise.js";
import { createKeyedFlights } from "../internal/single-flight.js";
import type { IntrospectionResponse } from "../seams/introspection-client.js";
import type { LayerContext, Lookup, LookupRequest } from "./layer.js";

/**
 * Lets all who ask about one token at the same time share the answer, cache and call included. Whoever stops waiting stops only
 * itself. What is at hand is answered without any of this.
 *
 * A lookup that has not settled by the deadlines of queue and call together, with two seconds for the cache and of grace, is not
 * waited for any more.
 */
export function withSingleFlight(lookup: Lookup, { options }: Pick<LayerContext, "options">): Lookup {
  const flights = createKeyedFlights<IntrospectionResponse>(2 * options.timeoutSeconds + 2);

  function introspect(token: string, request: LookupRequest): IntrospectionResponse | Promise<IntrospectionResponse> {
    const { key, now } = request;
    const joined = flights.inFlight(key, now);
    if (joined !== undefined) return joined;
    const answer = lookup.introspect(token, request);
    return isPending(answer) ? flights.run(key, now, () => answer) : answer;
  }

  return { introspect };
}
