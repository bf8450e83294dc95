import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";

/** Takes the tokens that a server sends by itself, such as logout tokens. */
export interface Receiver {
  /** Where requests go to. */
  readonly url: string;
  /** The first JWT that was sent to a path that begins so; waits for it. */
  firstToken(from: string): Promise<string>;
  /** Looks for a JWT in what has come another way. */
  take(from: string, text: string): void;
  close(): void;
}

/** Listens on the loopback, from now on and on a port that nobody else can take meanwhile. */
export async function createReceiver(): Promise<Receiver> {
  const arrived: { readonly from: string; readonly token: string }[] = [];
  const waiting = new Set<() => void>();
  const take: Receiver["take"] = (from, text) => {
    const token = JWT.exec(text)?.[0];
    if (token === undefined) return;
    arrived.push({ from, token });
    for (const wake of waiting) wake();
  };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    // Who breaks off has sent nothing.
    request.on("error", () => undefined);
    request.on("end", () => {
      take(request.url ?? "", body);
      response.end();
    });
  });
  const port = await listenOnLoopback(server);
  const firstToken: Receiver["firstToken"] = async (from) => {
    const until = Date.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const found = arrived.find((one) => one.from.startsWith(from));
      if (found !== undefined) return found.token;
      if (Date.now() > until) throw new Error(`nothing came to ${from}`);
      await wait(waiting);
    }
  };
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, firstToken, take, close };
}

/** On a port that the system picks, which is returned. */
export async function listenOnLoopback(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  // Rejects, if it is an error that comes.
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Until something comes, or for a moment. */
function wait(waiting: Set<() => void>): Promise<void> {
  return new Promise((done) => {
    const wake = (): void => {
      clearTimeout(timer);
      waiting.delete(wake);
      done();
    };
    const timer = setTimeout(wake, 500);
    waiting.add(wake);
  });
}

const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;
const PATIENCE_MILLISECONDS = 30_000;
