import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

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
 * @param answer - What to send for a GET of a URL; `undefined` becomes a 404.
 */
export async function createLoopbackServer(answer: (url: string) => Response | undefined): Promise<LoopbackServer> {
  let origin = "";
  const server = createServer((request, response) => {
    const found = request.method === "GET" ? answer(`${origin}${request.url ?? "/"}`) : undefined;
    void send(found ?? new Response("Not found", { status: 404 }), response);
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

async function send(from: Response, to: ServerResponse): Promise<void> {
  to.writeHead(from.status, Object.fromEntries(from.headers));
  to.end(await from.text());
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
