import { addAbortSignal, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Fetch } from "@ostiary/core";
import type { Answered, Body, Exchange, ServerRequest } from "./exchange.js";

/**
 * A `fetch` that answers from memory. Counts nothing.
 *
 * @param answer - What comes of a request; may throw the error to reject with.
 */
export function createFetch(answer: (request: ServerRequest) => Exchange): Fetch {
  async function send(url: string, init: RequestInit, redirectsLeft: number): Promise<Response> {
    init.signal?.throwIfAborted();
    const isBare = init.body === undefined || init.body === null;
    // A request without a body is put at once, as callers of a server in the same process expect it.
    const request = isBare ? toRequest(url, init) : await readRequest(url, init);
    init.signal?.throwIfAborted();
    const response = await fetchExchange(answer(request), init.signal);
    const location = response.headers.get("location");
    if (location === null || init.redirect === "manual") return response;
    await response.body?.cancel();
    if (init.redirect === "error") throw new TypeError("fetch failed: unexpected redirect");
    if (redirectsLeft === 0) throw new TypeError("fetch failed: redirect count exceeded");
    return send(location, KEEPING_STATUSES.includes(response.status) ? init : toGet(init), redirectsLeft - 1);
  }

  return (url, init) => send(url, init, MAX_REDIRECTS);
}

function toRequest(url: string, { method = "GET", headers }: RequestInit): ServerRequest {
  return { url, method: method.toUpperCase(), headers: new Headers(headers), body: "" };
}

/** The Fetch standard knows the content type of a body that does not come with one. */
async function readRequest(url: string, { method = "GET", headers = {}, body }: RequestInit): Promise<ServerRequest> {
  const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
  return { url, method: request.method, headers: request.headers, body: await request.text() };
}

/** What becomes of a POST that is led elsewhere, most often (Fetch standard, HTTP-redirect fetch). */
function toGet({ body: _, ...init }: RequestInit): RequestInit {
  return { ...init, method: "GET" };
}

/**
 * Has an exchange as a conforming `fetch` has it: a connection that fails is a `TypeError`, the signal ends it at any
 * moment, also while the body is read, and the body streams, decompressed. Follows no redirect.
 */
async function fetchExchange(exchange: Exchange, signal: AbortSignal | null | undefined): Promise<Response> {
  if (exchange.kind === "refused") throw toNetworkError("fetch failed", "ECONNREFUSED");
  const { until } = exchange;
  const end = new AbortController();
  const message = exchange.kind === "answered" ? "terminated" : "fetch failed";
  const leave = (): void => end.abort(signal?.reason);
  const breakOff = (): void => end.abort(toNetworkError(message, "ECONNRESET"));
  signal?.addEventListener("abort", leave, { signal: end.signal });
  until?.addEventListener("abort", breakOff, { signal: end.signal });
  if (exchange.kind !== "answered") return rejectAtEnd(end.signal);
  const { status, headers } = exchange;
  return new Response(toStream(decompress(exchange), end), { status, headers });
}

function rejectAtEnd(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

/** Makes the body as it is read. `end` breaks it off, and is aborted when it is over, however that came. */
function toStream(body: Body, end: AbortController): ReadableStream<Uint8Array> {
  const chunks = body(end.signal)[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      start(controller) {
        end.signal.addEventListener("abort", () => controller.error(end.signal.reason), { once: true });
      },
      async pull(controller) {
        const next = await chunks.next();
        if (end.signal.aborted) return;
        if (next.done !== true) return controller.enqueue(next.value);
        controller.close();
        end.abort();
      },
      cancel() {
        end.abort();
      },
    },
    { highWaterMark: 0 },
  );
}

/** What `fetch` does with a `Content-Encoding` (RFC 9110 §8.4); no other than gzip is in use here. */
function decompress({ headers, body }: Answered): Body {
  if (headers["content-encoding"] !== "gzip") return body;
  return async function* inflate(signal) {
    yield* addAbortSignal(signal, Readable.from(body(signal)).pipe(createGunzip())) as AsyncIterable<Uint8Array>;
  };
}

function toNetworkError(message: string, code: string): TypeError {
  const cause = Object.assign(new Error(`The test issuer broke the connection (${code})`), { code });
  return new TypeError(message, { cause });
}

/** As the Fetch standard has it. */
const MAX_REDIRECTS = 20;
/** Method and body stay as they are (RFC 9110 §15.4.8 and §15.4.9). */
const KEEPING_STATUSES: readonly number[] = [307, 308];
