import { chmodSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePrograms } from "../../support/apt.js";
import { run } from "../../support/run.js";

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
  const before = await findNewest();
  await ensurePrograms(before === undefined ? [GO, C] : [C]);
  const found = before ?? (await findNewest());
  if (found === undefined) throw new Error("golang-go is installed, and there is no go");
  return found.minor >= WANTED_MINOR ? { command: found.command, env: {} } : fetchToolchain(found.command);
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
    const stdout = await run(command, ["version"], { timeoutSeconds: VERSION_SECONDS });
    return Number(/go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Toolchains are modules as well, which Go from 1.21 on knows by itself; older ones have to be helped. */
async function fetchToolchain(command: string): Promise<Go> {
  const module = `golang.org/toolchain@v0.0.1-go${TOOLCHAIN}.linux-${process.arch === "x64" ? "amd64" : process.arch}`;
  const env = { GOTOOLCHAIN: "local" };
  const options = { cwd: tmpdir(), env, timeoutSeconds: DOWNLOAD_SECONDS };
  const stdout = await run(command, ["mod", "download", "-json", module], options);
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

/** Modules come over https. */
const GO = { command: "go", args: ["version"], packages: ["golang-go", "ca-certificates"] };
/** What SQLite is written in. */
const C = { command: "gcc", args: ["--version"], packages: ["gcc", "libc6-dev"] };
const PLACES = ["go", "/usr/local/go/bin/go"];
/** What the module asks for. */
const WANTED_MINOR = 22;
const TOOLCHAIN = "1.22.5";
const VERSION_SECONDS = 60;
const DOWNLOAD_SECONDS = 300;
