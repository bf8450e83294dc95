import { createHash } from "node:crypto";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureJava, runMaven } from "../../support/java.js";
import { obtain } from "../../support/obtain.js";
import { cacheFolder, makeOnce } from "../../support/places.js";
import type { Got, Unobtainable } from "../../support/server.js";

/** Builds the application in `app`, or finds what an earlier run has made of the same sources. */
export function getSpring(): Promise<Got | Unobtainable> {
  return obtain("spring", async () => {
    await ensureJava();
    return makeOnce(join(cacheFolder("spring"), `server-${digestOf(SOURCES)}.jar`), build);
  });
}

async function build(work: string): Promise<string> {
  cpSync(APP, work, { recursive: true });
  await runMaven(["--quiet", "package"], work);
  return join(work, "target/server.jar");
}

function digestOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(join(APP, file)));
  return hash.digest("hex").slice(0, 16);
}

const APP = join(import.meta.dirname, "app");
const SOURCES = ["pom.xml", "src/main/java/interop/Server.java"];
