import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Where downloads and builds of a server are kept from one run to the next. */
export function cacheFolder(server: string): string {
  const root = process.env["OSTIARY_INTEROP_CACHE"] ?? join(REPOSITORY, "node_modules/.cache/ostiary-interop");
  const folder = resolve(root, server);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A new folder for the data of one run, to be removed by `stop`. */
export function createDataFolder(server: string): string {
  return mkdtempSync(join(tmpdir(), `ostiary-${server}-`));
}

/** The version of a package that `test/interop` has installed. */
export function readPackageVersion(name: string): string {
  const file = join(import.meta.dirname, "../node_modules", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** Ports of the loopback that nobody uses at this moment. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen()));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function listen(): Promise<ReturnType<typeof createServer>> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail).listen(0, "127.0.0.1", () => done(server));
  });
}

const REPOSITORY = resolve(import.meta.dirname, "../../..");
