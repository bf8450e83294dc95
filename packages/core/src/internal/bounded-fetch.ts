import type { Fetch } from "../seams/fetch.js";
import { parseCacheLifetime } from "./cache-lifetime.js";
import { runWithin } from "./deadline.js";
import { FetchFailure } from "./fetch-failure.js";

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
    expired: () => new FetchFailure("timeout", `${url} took too long to answer`),
    signal: request.signal,
  });
}

interface Exchange extends JsonRequest {
  readonly signal: AbortSignal;
}

async function exchange(fetch: Fetch, url: string, request: Exchange): Promise<JsonResponse> {
  const response = await send(fetch, url, request);
  const maxAgeSeconds = parseCacheLifetime(response.headers);
  if (response.status === 304 && request.etag !== undefined) {
    discard(response);
    return { modified: false, maxAgeSeconds };
  }
  const failure = checkHead(response, url, request.now);
  if (failure !== undefined) {
    discard(response);
    throw failure;
  }
  const bytes = await readBody(response, url, request);
  return { modified: true, bytes, maxAgeSeconds, etag: response.headers.get("etag") ?? undefined };
}

async function send(fetch: Fetch, url: string, request: Exchange): Promise<Response> {
  const headers: Record<string, string> = { accept: request.accept };
  if (request.etag !== undefined) headers["if-none-match"] = request.etag;
  try {
    // No `credentials` member: some runtimes refuse it, and none of those this library is for keeps cookies.
    return await fetch(url, { method: "GET", redirect: "manual", headers, signal: request.signal });
  } catch (cause) {
    throw new FetchFailure("network", `${url} could not be reached${describeCode(cause)}`, { cause });
  }
}

/** The code of the innermost error that has one, such as `ECONNREFUSED`: `fetch` itself says only that it failed. */
function describeCode(error: unknown): string {
  let code: unknown;
  for (let inner = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth += 1) {
    code = (inner as { readonly code?: unknown }).code ?? code;
  }
  return typeof code === "string" && /^[A-Z][A-Z0-9_]*$/.test(code) ? ` (${code})` : "";
}

/** Judges status and media type; browsers show a redirect that is not followed as status 0. */
function checkHead(response: Response, url: string, now: number): FetchFailure | undefined {
  const { status, headers } = response;
  if (status === 0 || (status >= 300 && status < 400 && status !== 304)) {
    return new FetchFailure("redirect", `${url} redirects, which is not followed`, { status });
  }
  if (status !== 200) {
    const retryAfterSeconds = parseRetryAfter(headers.get("retry-after"), now);
    return new FetchFailure("status", `${url} answered ${status}`, { status, retryAfterSeconds });
  }
  if (!JSON_TYPE.test(headers.get("content-type") ?? "")) {
    return new FetchFailure("content_type", `${url} did not answer with JSON`, { status });
  }
  return undefined;
}

async function readBody(response: Response, url: string, request: Exchange): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = response.body.getReader();
    const cancel = (): void => void reader.cancel().catch(ignore);
    request.signal.addEventListener("abort", cancel, { once: true });
    // A fetch that takes no notice of its signal may come with a response that nobody waits for any more.
    if (request.signal.aborted) cancel();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.byteLength;
      if (length > request.maxBodyBytes) {
        cancel();
        const limit = `${request.maxBodyBytes} bytes`;
        throw new FetchFailure("too_large", `${url} answered with more than ${limit}`);
      }
      chunks.push(read.value);
    }
  } catch (cause) {
    if (cause instanceof FetchFailure) throw cause;
    throw new FetchFailure("network", `${url} broke off its answer`, { cause });
  }
  return concat(chunks, length);
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** Lets go of a body that is not wanted, so that its connection is free again. */
function discard(response: Response): void {
  void response.body?.cancel().catch(ignore);
}

function ignore(): void {}

/** The seconds a `Retry-After` field stands for (RFC 9110 §10.2.3); `undefined` if it cannot be read. */
function parseRetryAfter(field: string | null, now: number): number | undefined {
  if (field === null) return undefined;
  if (/^\d+$/.test(field)) return Number(field);
  const at = HTTP_DATE.test(field) ? Date.parse(field) / 1000 : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json[ \t]*(?:;|$)/i;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
