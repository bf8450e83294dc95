import { appendFileSync, chmodSync, cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { obtain } from "../../support/obtain.js";
import { cacheFolder, makeOnce, readPlatform } from "../../support/places.js";
import { run } from "../../support/run.js";
import type { Got, Unobtainable } from "../../support/server.js";
import { findGo, type Go } from "./go.js";

/** With its checksum below. */
export const HYDRA_VERSION = "v2.3.0";

/** Builds the server, or finds what an earlier run has built. */
export function getHydra(): Promise<Got | Unobtainable> {
  return obtain("hydra", async () => {
    const place = join(cacheFolder("hydra"), `hydra-${HYDRA_VERSION}-${readPlatform()}`);
    return makeOnce(place, async (work) => build(await findGo(), work));
  });
}

/** `go install` refuses modules with `replace`: so the module is copied out of Go's cache and built where it can be changed. */
async function build(go: Go, work: string): Promise<string> {
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
  return output;
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

/** At a low priority, since it takes all it gets for minutes. */
function runGo({ command, env }: Go, args: readonly string[], cwd: string): Promise<string> {
  return run("nice", ["-n", "15", command, ...args], { cwd, env, timeoutSeconds: BUILD_SECONDS });
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
