import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { answerWith } from "./exchange.js";
import type { Answered, Exchange, ServerRequest } from "./exchange.js";

/** A web server on 127.0.0.1 that can be taken away and brought back. */
export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`; the port stays the same when the server is started again. */
  readonly origin: string;
  start(): Promise<void>;
  /** Stops listening and closes open connections. */
  stop(): Promise<void>;
}

/**
 * Listens on a port of the system's choice.
 *
 * @param answer - What comes of a request; `undefined` becomes a 404.
 */
export async function createLoopbackServer(
  answer: (request: ServerRequest) => Exchange | undefined,
): Promise<LoopbackServer> {
  let origin = "";
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (body === undefined) return send(answerWith("Too large", "text/plain", { status: 413 }), response);
      const { url = "/", method = "GET" } = request;
      const headers = new Headers(
        Object.entries(request.headersDistinct).map(([name, lines = []]) => [name, lines.join(", ")]),
      );
      const found = answer({ url: `${origin}${url}`, method, headers, body });
      return send(found ?? answerWith("Not found", "text/plain", { status: 404 }), response);
    });
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    start: () => (server.listening ? Promise.resolve() : listen(server, port)),
    stop: () => (server.listening ? close(server) : Promise.resolve()),
  };
}

/** What was sent, if it is not too much; `undefined` also of a client that went away meanwhile. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += (chunk as Uint8Array).byteLength;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk as Uint8Array);
    }
  } catch {
    return undefined;
  }
  return length <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString("utf8") : undefined;
}

function send(exchange: Exchange, to: ServerResponse): void {
  if (exchange.kind === "refused") {
    to.socket?.resetAndDestroy();
    return;
  }
  const end = new AbortController();
  to.once("close", () => end.abort());
  exchange.until?.addEventListener("abort", () => end.abort(), { signal: end.signal });
  if (exchange.kind === "answered") void sendAnswer(exchange, to, end.signal);
  else end.signal.addEventListener("abort", () => to.destroy(), { once: true });
}

/** Sends what the client takes, while it takes it. A client that goes away, and a signal that aborts, are its end. */
async function sendAnswer({ status, headers, body }: Answered, to: ServerResponse, signal: AbortSignal): Promise<void> {
  to.writeHead(status, headers);
  to.flushHeaders();
  // Whatever ends it early has closed the connection, which is all there is to do.
  await pipeline(Readable.from(body(signal)), to, { signal }).catch(() => {});
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

const MAX_BODY_BYTES = 2 ** 20;
