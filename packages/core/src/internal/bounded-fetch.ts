import type { Fetch } from "../seams/fetch.js";
import { ANY_JSON, checkHead, discard, readBody, send } from "./bounded-exchange.js";
import { parseCacheLifetime } from "./cache-lifetime.js";
import { runWithin } from "./deadline.js";
import { FetchFailure } from "./fetch-failure.js";
import { showUrl } from "./show-url.js";

/** What to ask for, and what it may cost. */
export interface JsonRequest {
  /** The present, NumericDate seconds: a `Retry-After` date is counted from here. */
  readonly now: number;
  /** The media types to ask for, as the `Accept` field. */
  readonly accept: string;
  /** Deadline of the exchange, body included. */
  readonly timeoutSeconds: number;
  /** The largest body, in bytes after decompression. */
  readonly maxBodyBytes: number;
  /** Entity tag of the copy at hand; makes the request conditional (RFC 9110 §13.1.2). */
  readonly etag?: string | undefined;
  /** An outer deadline. */
  readonly signal?: AbortSignal | undefined;
}

/** What a good exchange brought. `bytes` are of a JSON media type, but not parsed. */
export type JsonResponse = FetchedJson | { readonly modified: false; readonly maxAgeSeconds: number | undefined };

/** A document. */
export interface FetchedJson {
  readonly modified: true;
  readonly bytes: Uint8Array;
  /** How long the server lets it be kept from now on, as `parseCacheLifetime` reads it. */
  readonly maxAgeSeconds: number | undefined;
  readonly etag: string | undefined;
}

/**
 * GETs a JSON document within bounds of time and size. Follows no redirect and sends no credentials.
 *
 * The deadline holds also for an injected `fetch` that takes no notice of its signal; the size counts what comes out
 * of decompression, and reading stops where it is reached. Does NOT parse the document.
 *
 * @returns The document of a 200, or `modified: false` for a 304 to a conditional request.
 * Rejects with a `FetchFailure` for everything else.
 */
export async function fetchJson(
  fetch: Fetch,
  url: string,
  request: JsonRequest & { readonly etag?: undefined },
): Promise<FetchedJson>;
export async function fetchJson(fetch: Fetch, url: string, request: JsonRequest): Promise<JsonResponse>;
export async function fetchJson(fetch: Fetch, url: string, request: JsonRequest): Promise<JsonResponse> {
  return runWithin(request.timeoutSeconds, (signal) => exchange(fetch, url, { ...request, signal }), {
    expired: () => new FetchFailure("timeout", `${showUrl(url)} took too long to answer`),
    signal: request.signal,
  });
}

interface Exchange extends JsonRequest {
  readonly signal: AbortSignal;
}

async function exchange(fetch: Fetch, url: string, request: Exchange): Promise<JsonResponse> {
  const headers: Record<string, string> = { accept: request.accept };
  if (request.etag !== undefined) headers["if-none-match"] = request.etag;
  const response = await send(fetch, url, { method: "GET", headers, signal: request.signal });
  const maxAgeSeconds = parseCacheLifetime(response.headers);
  if (response.status === 304 && request.etag !== undefined) {
    discard(response);
    return { modified: false, maxAgeSeconds };
  }
  const failure = checkHead(response, { url, now: request.now, type: ANY_JSON });
  if (failure !== undefined) {
    discard(response);
    throw failure;
  }
  const bytes = await readBody(response, { url, maxBodyBytes: request.maxBodyBytes, signal: request.signal });
  return { modified: true, bytes, maxAgeSeconds, etag: response.headers.get("etag") ?? undefined };
}
