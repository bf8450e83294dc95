import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { againWithLists } from "./apt.js";
import { obtain } from "./obtain.js";
import { cacheFolder, makeOnce } from "./places.js";
import { run } from "./run.js";
import type { Got, Unobtainable } from "./server.js";

/**
 * Downloads Debian's packages of these names, with what they need and the system lacks, and unpacks them side by side: nothing is
 * installed, no service is started, and only stale lists of packages need root.
 */
export function getDebianPackages(server: string, names: readonly string[]): Promise<Got | Unobtainable> {
  return obtain(server, async () => {
    const place = join(cacheFolder(server), `${readRelease()}-${digestOf(names)}`);
    return makeOnce(place, (work) => unpack(names, work));
  });
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
  readonly versions: Readonly<Record<string, string>>;
}

function readList(place: string): List {
  return JSON.parse(readFileSync(join(place, "packages.json"), "utf8")) as List;
}

async function unpack(names: readonly string[], work: string): Promise<string> {
  const folder = join(work, "archives");
  mkdirSync(folder);
  const versions: Record<string, string> = {};
  for (const archive of await download(names, folder)) {
    await runDpkg(["--extract", archive, join(work, "root")]);
    const [name = "", version = ""] = (await runDpkg(["--show", "--showformat=${Package} ${Version}", archive])).split(
      " ",
    );
    versions[name] = version;
  }
  rmSync(folder, { recursive: true });
  writeFileSync(join(work, "packages.json"), JSON.stringify({ versions } satisfies List));
  return work;
}

async function download(names: readonly string[], folder: string): Promise<string[]> {
  const attempt = async (): Promise<void> => {
    const args = ["download", "--quiet", ...(await findMissing(names))];
    await run("apt-get", args, { cwd: folder, timeoutSeconds: DOWNLOAD_SECONDS });
  };
  await attempt().catch((first: unknown) => againWithLists(first, attempt));
  return readdirSync(folder).map((file) => join(folder, file));
}

/** What an installation would add. What it would only bring up to date is there in another version that will do. */
async function findMissing(names: readonly string[]): Promise<string[]> {
  const args = ["install", "--simulate", "--no-install-recommends", ...names];
  const plan = await run("apt-get", args, { timeoutSeconds: ARCHIVE_SECONDS });
  const added = [...plan.matchAll(/^Inst (\S+) \((\S+)/gm)].map(([, name, version]) => ({ name, version }));
  const present = names.filter((name) => !added.some((one) => one.name === name));
  return [...added.map(({ name, version }) => `${name ?? ""}=${version ?? ""}`), ...present];
}

function runDpkg(args: readonly string[]): Promise<string> {
  return run("dpkg-deb", args, { timeoutSeconds: ARCHIVE_SECONDS });
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

function digestOf(names: readonly string[]): string {
  return createHash("sha256").update(names.join()).digest("hex").slice(0, 8);
}

const RELEASE = "/etc/os-release";
const DOWNLOAD_SECONDS = 600;
const ARCHIVE_SECONDS = 60;
