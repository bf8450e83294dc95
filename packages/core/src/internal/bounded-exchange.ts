import type { Fetch } from "../seams/fetch.js";
import { FetchFailure } from "./fetch-failure.js";
import { showUrl } from "./show-url.js";

/** What the answer to a request must be. */
export interface MediaType {
  /** What a `Content-Type` field of this type looks like. */
  readonly pattern: RegExp;
  /** What it is in a sentence: "JSON". */
  readonly name: string;
}

/** JSON, also as the format of a type of its own (RFC 6839 §3.1). */
export const ANY_JSON: MediaType = { pattern: /^application\/(?:[\w.!#$&^-]+\+)?json[ \t]*(?:;|$)/i, name: "JSON" };

/** Sends one request that follows no redirect. Rejects with a `FetchFailure` when there is no response. */
export async function send(fetch: Fetch, url: string, init: Omit<RequestInit, "redirect">): Promise<Response> {
  try {
    // No `credentials` member: some runtimes refuse it, and none of those this library is for keeps cookies.
    return await fetch(url, { ...init, redirect: "manual" });
  } catch (cause) {
    throw new FetchFailure("network", `${showUrl(url)} could not be reached${describeCode(cause)}`, { cause });
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

/** What was asked for, and when. */
export interface Expected {
  readonly url: string;
  /** The present, NumericDate seconds: a `Retry-After` date is counted from here. */
  readonly now: number;
  readonly type: MediaType;
}

/** Only a 200 of the right media type is good. Browsers show a redirect that is not followed as status 0. */
export function checkHead({ status, headers }: Response, { url, now, type }: Expected): FetchFailure | undefined {
  if (status === 0 || (status >= 300 && status < 400 && status !== 304)) {
    return new FetchFailure("redirect", `${showUrl(url)} redirects, which is not followed`, { status });
  }
  if (status !== 200) {
    const retryAfterSeconds = parseRetryAfter(headers.get("retry-after"), now);
    return new FetchFailure("status", `${showUrl(url)} answered ${status}`, { status, retryAfterSeconds });
  }
  if (!type.pattern.test(headers.get("content-type") ?? "")) {
    return new FetchFailure("content_type", `${showUrl(url)} did not answer with ${type.name}`, { status });
  }
  return undefined;
}

/** How much is read of a body, and until when. */
export interface BodyBounds {
  readonly url: string;
  /** The largest body, in bytes after decompression. */
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal;
}

/** Reads a body and stops where it is too large. Rejects with a `FetchFailure` when there is no whole one to be had. */
export async function readBody(
  response: Response,
  { url, maxBodyBytes, signal }: BodyBounds,
): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = response.body.getReader();
    const cancel = (): void => void reader.cancel().catch(ignore);
    signal.addEventListener("abort", cancel, { once: true });
    // A fetch that takes no notice of its signal may come with a response that nobody waits for any more.
    if (signal.aborted) cancel();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.byteLength;
      if (length > maxBodyBytes) {
        cancel();
        throw new FetchFailure("too_large", `${showUrl(url)} answered with more than ${maxBodyBytes} bytes`);
      }
      chunks.push(read.value);
    }
  } catch (cause) {
    if (cause instanceof FetchFailure) throw cause;
    throw new FetchFailure("network", `${showUrl(url)} broke off its answer`, { cause });
  }
  return concat(chunks, length);
}

/** Lets go of a body that is not wanted, so that its connection is free again. */
export function discard(response: Response): void {
  void response.body?.cancel().catch(ignore);
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function ignore(): void {}

/** The seconds a `Retry-After` field stands for (RFC 9110 §10.2.3); `undefined` if it cannot be read. */
function parseRetryAfter(field: string | null, now: number): number | undefined {
  if (field === null) return undefined;
  if (/^\d+$/.test(field)) return Number(field);
  const at = HTTP_DATE.test(field) ? Date.parse(field) / 1000 : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
