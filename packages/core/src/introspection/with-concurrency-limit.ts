import { UnavailableError } from "../errors.js";
import { runWithin } from "../internal/deadline.js";
import type {
  IntrospectionClient,
  IntrospectionRequest,
  IntrospectionResponse,
} from "../seams/introspection-client.js";
import type { LayerContext } from "./layer.js";
import { isLeftAlone, toUnavailable } from "./with-breaker.js";

/**
 * Makes at most `maxConcurrent` calls at once. Others wait their turn, `timeoutSeconds` at most, in the order in which they came;
 * what is more than 200 times `maxConcurrent` is refused at once, which bounds the memory. Nobody begins to wait for an endpoint that is left alone.
 */
export function withConcurrencyLimit(client: IntrospectionClient, context: LayerContext): IntrospectionClient {
  const { issuer, options } = context;
  const { maxConcurrent, timeoutSeconds } = options;
  const waiting = new Set<() => void>();
  let underWay = 0;

  async function introspect(token: string, request: IntrospectionRequest): Promise<IntrospectionResponse> {
    if (isLeftAlone(context, request.now)) throw toUnavailable(context, request.now);
    if (underWay < maxConcurrent) underWay += 1;
    else await waitForTurn(request.signal);
    try {
      return await client.introspect(token, request);
    } finally {
      passTurnOn();
    }
  }

  async function waitForTurn(outer: AbortSignal | undefined): Promise<void> {
    if (waiting.size >= WAITING_PER_CALL * maxConcurrent) throw tooBusy();
    const queue = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        waiting.add(resolve);
        signal.addEventListener("abort", () => waiting.delete(resolve), { once: true });
      });
    await runWithin(timeoutSeconds, queue, { expired: tooBusy, signal: outer });
  }

  /** To who waits longest, without giving anybody else the chance to come between. */
  function passTurnOn(): void {
    const [next] = waiting;
    if (next === undefined) {
      underWay -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  function tooBusy(): UnavailableError {
    return new UnavailableError(`Too many tokens of ${issuer} are to be introspected at once`);
  }

  return { introspect };
}

/** At the default of 50 calls: 10,000 requests wait, and get their turn in time if a call takes 15 ms. */
const WAITING_PER_CALL = 200;
