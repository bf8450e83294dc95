import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "./places.js";
import type { Got, Unobtainable } from "./server.js";

/**
 * Downloads Debian's packages of these names, with what they need and the system lacks, and unpacks them side by side: nothing is
 * installed, no service is started, and only stale lists of packages need root.
 */
export async function getDebianPackages(server: string, names: readonly string[]): Promise<Got | Unobtainable> {
  try {
    const place = join(cacheFolder(server), readRelease());
    if (!isUnpacked(place, names)) await unpack(place, names);
    return { kind: "got", place };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { kind: "unobtainable", reason: reason.replaceAll(/\s+/g, " ").slice(0, MAX_REASON) };
  }
}

/** Where programs of the packages find what belongs to them. */
export function environmentOf(place: string): Readonly<Record<string, string>> {
  const root = join(place, "root");
  const libraries = libraryFolders(root);
  const perl = libraries.map((folder) => join(folder, "perl5")).filter((folder) => existsSync(folder));
  const perlVersions = perl.flatMap((folder) => readdirSync(folder).map((version) => join(folder, version)));
  const before = (folders: readonly string[], name: string): string =>
    [...folders, process.env[name] ?? ""].filter((folder) => folder !== "").join(":");
  return {
    PATH: before([join(root, "usr/bin"), join(root, "usr/sbin")], "PATH"),
    LD_LIBRARY_PATH: before(libraries, "LD_LIBRARY_PATH"),
    PERL5LIB: before([join(root, "usr/share/perl5"), ...perlVersions], "PERL5LIB"),
  };
}

/** The version of the software, without Debian's part of it. */
export function readDebianVersion(place: string, name: string): string {
  const { versions } = readList(place);
  return (versions[name] ?? "?").replace(/^\d+:/, "").replace(/[-+].*$/, "");
}

interface List {
  /** What was asked for. */
  readonly names: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

function readList(place: string): List {
  return JSON.parse(readFileSync(join(place, "packages.json"), "utf8")) as List;
}

function isUnpacked(place: string, names: readonly string[]): boolean {
  return existsSync(place) && readList(place).names.join() === names.join();
}

async function unpack(place: string, names: readonly string[]): Promise<void> {
  const work = `${place}-${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, "archives"), { recursive: true });
  try {
    const archives = await download(names, join(work, "archives"));
    const versions: Record<string, string> = {};
    for (const archive of archives) {
      await run("dpkg-deb", ["--extract", archive, join(work, "root")]);
      const [name = "", version = ""] = (
        await run("dpkg-deb", ["--show", "--showformat=${Package} ${Version}", archive])
      ).split(" ");
      versions[name] = version;
    }
    rmSync(join(work, "archives"), { recursive: true });
    writeFileSync(join(work, "packages.json"), JSON.stringify({ names, versions } satisfies List));
    rmSync(place, { recursive: true, force: true });
    renameSync(work, place);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A machine may have no lists of packages yet, or such that name versions of long ago. */
async function download(names: readonly string[], folder: string): Promise<string[]> {
  const attempt = async (): Promise<void> => {
    await run("apt-get", ["download", "--quiet", ...(await findMissing(names))], folder);
  };
  try {
    await attempt();
  } catch {
    await run("apt-get", ["update", "--quiet"]);
    await attempt();
  }
  return readdirSync(folder).map((file) => join(folder, file));
}

/** What an installation would add. What it would only bring up to date is there in another version that will do. */
async function findMissing(names: readonly string[]): Promise<string[]> {
  const plan = await run("apt-get", ["install", "--simulate", "--no-install-recommends", ...names]);
  const added = [...plan.matchAll(/^Inst (\S+) \((\S+)/gm)].map(([, name, version]) => ({ name, version }));
  const present = names.filter((name) => !added.some((one) => one.name === name));
  return [...added.map(({ name, version }) => `${name ?? ""}=${version ?? ""}`), ...present];
}

function libraryFolders(root: string): string[] {
  const folder = join(root, "usr/lib");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith("-linux-gnu"))
    .map((name) => join(folder, name));
}

/** What is unpacked for one system does not run on another. */
function readRelease(): string {
  const text = existsSync(RELEASE) ? readFileSync(RELEASE, "utf8") : "";
  const read = (name: string): string => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(text)?.[1] ?? "";
  return `${read("ID")}-${read("VERSION_ID")}-${process.arch}`;
}

async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  try {
    const env = { ...process.env, LC_ALL: "C" };
    return (await promisify(execFile)(command, args, { cwd, env, maxBuffer: MAX_PRINTED_BYTES })).stdout;
  } catch (cause) {
    const { stderr = "", message } = cause as { stderr?: string; message: string };
    const answer = stderr.split("\n").filter((line) => /^(E|Err|dpkg-deb|W):/.test(line));
    const told = answer.length === 0 ? message : answer.slice(0, 3).join(" ");
    throw new Error(`${command} ${args.slice(0, 4).join(" ")}: ${told}`, { cause });
  }
}

const RELEASE = "/etc/os-release";
const MAX_REASON = 600;
const MAX_PRINTED_BYTES = 16 * 1024 * 1024;
