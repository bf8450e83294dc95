import { once } from "node:events";
import { createServer } from "node:net";
import { findFreePorts } from "./places.js";

/** Starts something on ports that are free; again on others, if somebody else has taken one of them before it could. */
export async function startOnFreePorts<Started>(
  count: number,
  start: (ports: readonly number[]) => Promise<Started>,
): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = await findFreePorts(count);
    try {
      return await start(ports);
    } catch (cause) {
      if (attempt === ATTEMPTS || (await areFree(ports))) throw cause;
    }
  }
}

/** What did not start has ended by now. */
async function areFree(ports: readonly number[]): Promise<boolean> {
  const free = await Promise.all(ports.map(isFree));
  return free.every(Boolean);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

const ATTEMPTS = 3;
