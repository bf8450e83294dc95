import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { atEnd, forget, isAlive } from "./end.js";

/** Where everything is kept that is worth it: outside the repository, since `npm ci` begins with an empty `node_modules`. */
export function cacheRoot(): string {
  const folder = resolve(process.env["OSTIARY_INTEROP_CACHE"] ?? join(userCache(), "ostiary-interop"));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Where downloads and builds of a server are kept from one run to the next. */
export function cacheFolder(server: string): string {
  const folder = join(cacheRoot(), server);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What is made for one system does not run on another. */
export function readPlatform(): string {
  return `${process.platform}-${process.arch}`;
}

/**
 * Finds what an earlier run has put to `place` in the cache, or makes it: `make` gets a folder to work in, and says what of it is to
 * be moved there, so that it is whole from the first moment on.
 */
export async function makeOnce(place: string, make: (work: string) => Promise<string>): Promise<string> {
  if (existsSync(place)) return place;
  const { folder, remove } = createFolder(dirname(place), WORK);
  try {
    const made = await make(folder);
    // Another run may have been quicker.
    if (!existsSync(place)) renameSync(made, place);
    return place;
  } finally {
    remove();
    forget(remove);
  }
}

/** A new folder for the data of one run, to be removed by `stop`, or else when this process ends. */
export function createDataFolder(server: string): string {
  return createFolder(tmpdir(), `${DATA}${server}-`).folder;
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

/** An empty `HOME` is a machine without one. */
function userCache(): string {
  const { XDG_CACHE_HOME: cache = "", HOME: home = "" } = process.env;
  if (cache !== "") return cache;
  return home === "" ? tmpdir() : join(home, ".cache");
}

interface Folder {
  readonly folder: string;
  remove(): void;
}

function createFolder(parent: string, name: string): Folder {
  removeLeftBehind(parent, name);
  const folder = mkdtempSync(join(parent, `${name}${process.pid}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  atEnd(remove);
  return { folder, remove };
}

/** Of processes that were killed. */
function removeLeftBehind(parent: string, name: string): void {
  for (const found of readdirSync(parent)) {
    const pid = found.startsWith(name) ? Number(/^(\d+)-/.exec(found.slice(name.length))?.[1] ?? 0) : 0;
    if (pid > 0 && !isAlive(pid)) rmSync(join(parent, found), { recursive: true, force: true });
  }
}

const WORK = "work-";
const DATA = "ostiary-interop-";
