import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** A request of the audit. */
export interface AuditRequest {
  readonly method: string;
  /** From the first slash on, with the query. */
  readonly path: string;
  /** Field lines in their order; a name may be there twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
}

/** What came back. */
export interface AuditResponse {
  readonly status: number;
  /** All field lines by name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: string;
}

/** Takes a request of the Fetch standard. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/** A listener of `node:http`, an Express application included. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** As much of a Fastify application as is used. */
export interface Injectable {
  inject(request: InjectedRequest): PromiseLike<InjectedResponse>;
}

/** What `inject` takes. */
export interface InjectedRequest {
  readonly method: "GET";
  readonly url: string;
  readonly headers: Record<string, string | string[]>;
  readonly payload?: string;
}

/** What `inject` gives. */
export interface InjectedResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/**
 * The API to audit:
 *
 * - a URL: it is asked over the network;
 * - a Fetch handler, or an object that has one as `fetch`, such as a Hono application: two field lines of a name come to it as
 *   one, joined by a comma, as the standard has it;
 * - an object with `inject`, such as a Fastify application;
 * - a listener of `node:http`, which takes two parameters or more, such as an Express application, or a `Server`: it is asked on
 *   127.0.0.1, on a port of the system's choice;
 * - an object with `request`, for everything else.
 */
export type AuditTarget =
  | string
  | URL
  | FetchHandler
  | { readonly fetch: FetchHandler }
  | Injectable
  | NodeListener
  | Server
  | { request(request: AuditRequest): Promise<AuditResponse> };
