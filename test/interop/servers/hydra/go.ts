import { execFile } from "node:child_process";
import { chmodSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A Go that is new enough. */
export interface Go {
  readonly command: string;
  /** Beside the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds Go, or installs that of the distribution. One that is too old fetches the one that the module asks for.
 *
 * @throws Error - saying what was tried.
 */
export async function findGo(): Promise<Go> {
  const found = await findNewest();
  if (found !== undefined && found.minor >= WANTED_MINOR) return { command: found.command, env: {} };
  if (found === undefined) await install();
  const old = found ?? (await findNewest());
  if (old === undefined) throw new Error("apt-get has installed golang-go, and there is no go in the PATH");
  return old.minor >= WANTED_MINOR ? { command: old.command, env: {} } : fetchToolchain(old.command);
}

interface Found {
  readonly command: string;
  /** 22 of 1.22. */
  readonly minor: number;
}

async function findNewest(): Promise<Found | undefined> {
  const found = await Promise.all(PLACES.map(async (command) => ({ command, minor: await findMinor(command) })));
  return found.filter(({ minor }) => minor > 0).sort((one, other) => other.minor - one.minor)[0];
}

/** 0: there is none. */
async function findMinor(command: string): Promise<number> {
  try {
    const { stdout } = await run(command, ["version"]);
    return Number(/go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** SQLite is C: so a compiler for that, too. */
async function install(): Promise<void> {
  const args = ["apt-get", "install", "-y", "--no-install-recommends", "golang-go", "gcc", "libc6-dev"];
  const [command = "", ...rest] = process.getuid?.() === 0 ? args : ["sudo", "-n", ...args];
  try {
    await run(command, rest);
  } catch (cause) {
    throw new Error(`there is no Go, and ${args.join(" ")} fails: ${String(cause).slice(0, 300)}`, { cause });
  }
}

/** Toolchains are modules as well, which Go from 1.21 on knows by itself; older ones have to be helped. */
async function fetchToolchain(command: string): Promise<Go> {
  const module = `golang.org/toolchain@v0.0.1-go${TOOLCHAIN}.linux-${process.arch === "x64" ? "amd64" : process.arch}`;
  const env = { ...process.env, GOTOOLCHAIN: "local" };
  const { stdout } = await run(command, ["mod", "download", "-json", module], { cwd: tmpdir(), env });
  const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
  // What is unpacked of a module is never executable.
  for (const folder of [join(Dir, "bin"), ...listFolders(join(Dir, "pkg/tool"))]) {
    for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o555);
  }
  return { command: join(Dir, "bin/go"), env: { GOROOT: Dir, GOTOOLCHAIN: "local" } };
}

function listFolders(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

const run = promisify(execFile);

const PLACES = ["go", "/usr/local/go/bin/go"];
/** What the module asks for. */
const WANTED_MINOR = 22;
const TOOLCHAIN = "1.22.5";
