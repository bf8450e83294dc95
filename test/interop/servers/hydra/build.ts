import { execFile } from "node:child_process";
import { appendFileSync, chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder, createDataFolder } from "../../support/places.js";
import type { Got, Unobtainable } from "../../support/server.js";
import { findGo, type Go } from "./go.js";

/** With its checksum below. */
export const HYDRA_VERSION = "v2.3.0";

/** Builds the server, or finds what an earlier run has built. */
export async function getHydra(): Promise<Got | Unobtainable> {
  const place = join(cacheFolder("hydra"), `hydra-${HYDRA_VERSION}`);
  if (existsSync(place)) return { kind: "got", place };
  const work = createDataFolder("hydra-build");
  try {
    await build(await findGo(), { work, place });
    return { kind: "got", place };
  } catch (cause) {
    return { kind: "unobtainable", reason: toReason(cause) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** `go install` refuses modules with `replace`: so the module is copied out of Go's cache and built where it can be changed. */
async function build(go: Go, { work, place }: { readonly work: string; readonly place: string }): Promise<void> {
  const { Dir, Sum } = await download(go, `${HYDRA}@${HYDRA_VERSION}`, work);
  if (Sum !== HYDRA_SUM) throw new Error(`${HYDRA} ${HYDRA_VERSION}: its checksum is ${Sum}, not ${HYDRA_SUM}`);
  const source = join(work, "source");
  cpSync(Dir, source, { recursive: true });
  makeWritable(source);
  // Its own copy of the client is a module within the module, which what is downloaded does not have; the published one is as good
  // for the commands that use it.
  await runGo(go, ["mod", "edit", `-dropreplace=${CLIENT}`], source);
  appendFileSync(join(source, "go.sum"), CLIENT_SUMS.join(""));
  const output = join(work, "hydra");
  await runGo(
    go,
    ["build", "-tags", "sqlite,json1", "-ldflags", `-s -w -X ${VERSION_NAME}=${HYDRA_VERSION}`, "-o", output, "."],
    source,
  );
  // From one file system to another it would not be whole from the first moment on.
  cpSync(output, `${place}.new`);
  chmodSync(`${place}.new`, 0o755);
  renameSync(`${place}.new`, place);
}

/** What the cache of Go holds can only be read. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeWritable(path);
    else chmodSync(path, 0o644);
  }
}

interface Downloaded {
  readonly Dir: string;
  readonly Sum: string;
}

async function download(go: Go, module: string, work: string): Promise<Downloaded> {
  return JSON.parse(await runGo(go, ["mod", "download", "-json", module], work)) as Downloaded;
}

/** At a low priority, since it takes all it gets for minutes. What it answered is in the error when it fails. */
async function runGo({ command, env }: Go, args: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, timeout: BUILD_SECONDS * 1000, maxBuffer: MAX_ANSWER_BYTES };
  try {
    return (await promisify(execFile)("nice", ["-n", "15", command, ...args], options)).stdout;
  } catch (cause) {
    const { stdout = "", stderr = "" } = cause as { stdout?: string; stderr?: string };
    throw new Error(`go ${args.join(" ")}: ${`${stderr} ${stdout}`.trim() || String(cause)}`, { cause });
  }
}

function toReason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replaceAll(/\s+/g, " ").slice(0, MAX_REASON);
}

const HYDRA = "github.com/ory/hydra/v2";
const HYDRA_SUM = "h1:bPs5MOWmYLZ9C3oQFhhjnaBrExUgF/zf3u1AJVlR//4=";
const CLIENT = "github.com/ory/hydra-client-go/v2";
const CLIENT_SUMS = [
  `${CLIENT} v2.2.1 h1:m1821pIX6ybG/3oSAn2wtrbBKNwe9q5A8fLljYuLpBk=\n`,
  `${CLIENT} v2.2.1/go.mod h1:K83R+iK40+5uF2uQ34yRUrf9izRvFsza9pG2Se5qMmk=\n`,
];
const VERSION_NAME = `${HYDRA}/driver/config.Version`;
const BUILD_SECONDS = 1080;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const MAX_REASON = 600;
