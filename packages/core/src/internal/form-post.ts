import type { Fetch } from "../seams/fetch.js";
import { checkHead, discard, type MediaType, readBody, send } from "./bounded-exchange.js";
import { runWithin } from "./deadline.js";
import { FetchFailure } from "./fetch-failure.js";
import { showUrl } from "./show-url.js";

/** What to send, what to expect, and what it may cost. */
export interface FormRequest {
  readonly form: URLSearchParams;
  /** The `Authorization` field, if there is to be one. */
  readonly authorization?: string | undefined;
  /** The media type to ask for, as the `Accept` field. */
  readonly accept: string;
  /** What the answer must be. */
  readonly type: MediaType;
  /** The present, NumericDate seconds: a `Retry-After` date is counted from here. */
  readonly now: number;
  /** Deadline of the exchange, body included. */
  readonly timeoutSeconds: number;
  /** The largest body, in bytes after decompression. */
  readonly maxBodyBytes: number;
  /** An outer deadline. */
  readonly signal?: AbortSignal | undefined;
}

/** The body of a 200, or what a server that is up says is wrong with the request. Neither is parsed. */
export type FormAnswer =
  | { readonly kind: "answered"; readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      readonly kind: "refused";
      /** 400, 401 or 403. */
      readonly status: number;
      /** The body of the refusal; empty if it is not small, or breaks off. */
      readonly bytes: Uint8Array<ArrayBuffer>;
    };

/**
 * POSTs a form within bounds of time and size. Follows no redirect, so that what is sent goes to nobody else.
 *
 * The bounds are those of `fetchJson`. Nothing is tried again, and no message holds what was sent.
 *
 * @returns The answer. Rejects with a `FetchFailure` for everything but a 200 of the right media type, 400, 401 and 403.
 */
export async function postForm(fetch: Fetch, url: string, request: FormRequest): Promise<FormAnswer> {
  return runWithin(request.timeoutSeconds, (signal) => exchange(fetch, url, { ...request, signal }), {
    expired: () => new FetchFailure("timeout", `${showUrl(url)} took too long to answer`),
    signal: request.signal,
  });
}

interface Exchange extends FormRequest {
  readonly signal: AbortSignal;
}

async function exchange(fetch: Fetch, url: string, request: Exchange): Promise<FormAnswer> {
  const { form, authorization, accept, now, type, maxBodyBytes, signal } = request;
  const headers: Record<string, string> = { accept, "content-type": "application/x-www-form-urlencoded" };
  if (authorization !== undefined) headers["authorization"] = authorization;
  const response = await send(fetch, url, { method: "POST", headers, body: form.toString(), signal });
  const { status } = response;
  if (status === 400 || status === 401 || status === 403) {
    return { kind: "refused", status, bytes: await readRefusal(response, { url, signal }) };
  }
  const failure = checkHead(response, { url, now, type });
  if (failure !== undefined) {
    discard(response);
    throw failure;
  }
  return { kind: "answered", bytes: await readBody(response, { url, maxBodyBytes, signal }) };
}

/** A body that is too large or breaks off takes nothing from what the status says. */
async function readRefusal(
  response: Response,
  bounds: { readonly url: string; readonly signal: AbortSignal },
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readBody(response, { ...bounds, maxBodyBytes: MAX_REFUSAL_BYTES });
  } catch {
    return new Uint8Array();
  }
}

/** As much as any error of RFC 6749 §5.2 takes. */
const MAX_REFUSAL_BYTES = 4096;
