import { request as sendHttp } from "node:http";
import type { Agent, IncomingMessage } from "node:http";
import { request as sendHttps } from "node:https";

/** A request with its field lines as they are to be sent. */
export interface HttpRequest {
  readonly method: string;
  /** From the first slash on, with the query. */
  readonly path: string;
  /** Values hold characters up to U+00FF, each one byte. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | undefined;
}

/** What came back. */
export interface HttpResponse {
  readonly status: number;
  /** All field lines by name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: string;
}

/** How to send it. */
export interface HttpOptions {
  /** Breaks it off. Default: nothing does. */
  readonly signal?: AbortSignal;
  /** Keeps connections. Default: each request has one of its own. */
  readonly agent?: Agent;
}

/**
 * Sends field lines one by one, in the order given: most clients would join or drop the second one.
 *
 * @param origin - Such as `http://127.0.0.1:3000`.
 */
export async function sendOverHttp(origin: string, sent: HttpRequest, how: HttpOptions = {}): Promise<HttpResponse> {
  try {
    return await exchange(origin, sent, how);
  } catch (error) {
    if (!(error instanceof ClosedMeanwhile) || how.signal?.aborted === true) throw error;
    const { agent: _, ...others } = how;
    return exchange(origin, sent, others);
  }
}

/** The server closed a kept connection while the request was on its way: it has not seen it. */
class ClosedMeanwhile extends Error {}

function exchange(origin: string, sent: HttpRequest, { signal, agent }: HttpOptions): Promise<HttpResponse> {
  const { method, path, headers, body } = sent;
  const url = new URL(path, origin);
  const length = body === undefined ? [] : ["Content-Length", `${Buffer.byteLength(body)}`];
  const fields = ["Host", url.host, ...headers.flat(), ...length];
  const options = { method, headers: fields, agent: agent ?? false, ...(signal === undefined ? {} : { signal }) };
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? sendHttps : sendHttp;
    const outgoing = send(url, options, (incoming) => {
      readResponse(incoming).then(resolve, reject);
    });
    outgoing.once("error", (error: Error & { readonly code?: unknown }) => {
      reject(outgoing.reusedSocket && error.code === "ECONNRESET" ? new ClosedMeanwhile(error.message) : error);
    });
    outgoing.end(body);
  });
}

async function readResponse(incoming: IncomingMessage): Promise<HttpResponse> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const body = Buffer.concat(chunks).toString("utf8");
  return { status: incoming.statusCode ?? 0, headers: incoming.headersDistinct, body };
}
