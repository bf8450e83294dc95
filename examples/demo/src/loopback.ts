import { createServer, type RequestListener, type Server } from "node:http";

/** A server on a port of the system's choice. */
export interface LoopbackServer {
  /** Such as `http://127.0.0.1:49152`. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** Listens on loopback, where nobody else can. */
export async function listen(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  running.add(server);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return { origin: `http://127.0.0.1:${address.port}`, stop: () => stop(server) };
}

/** Stops every server that still runs, so that none outlives the demo. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stop));
}

/** Connections end too: clients keep theirs open for a next request. */
async function stop(server: Server): Promise<void> {
  if (!running.delete(server)) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const running = new Set<Server>();
