import { UnavailableError } from "../errors.js";
import type {
  IntrospectionClient,
  IntrospectionRequest,
  IntrospectionResponse,
} from "../seams/introspection-client.js";
import type { LayerContext } from "./layer.js";

/**
 * Ends all calls for good when `closed` aborts: what is under way is aborted, what waits is answered, nothing more is begun.
 * What is remembered is answered for as long as it may be.
 */
export function withClosing(
  client: IntrospectionClient,
  { issuer, closed }: Pick<LayerContext, "issuer"> & { readonly closed: AbortSignal },
): IntrospectionClient {
  const underWay = new Set<AbortController>();
  // One listener for all: some runtimes warn of a leak where there are many on one signal.
  closed.addEventListener("abort", abortAll, { once: true });

  function abortAll(): void {
    for (const controller of underWay) controller.abort();
  }

  async function introspect(token: string, request: IntrospectionRequest): Promise<IntrospectionResponse> {
    if (closed.aborted) throw toClosed(issuer);
    const controller = new AbortController();
    underWay.add(controller);
    try {
      return await client.introspect(token, { ...request, signal: controller.signal });
    } catch (failure) {
      throw closed.aborted ? toClosed(issuer) : failure;
    } finally {
      underWay.delete(controller);
    }
  }

  return { introspect };
}

function toClosed(issuer: string): UnavailableError {
  return new UnavailableError(`The verifier was closed, and no token of ${issuer} is introspected any more`);
}
