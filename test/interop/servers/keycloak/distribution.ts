import { createHash } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Child, startChild } from "../../support/child.js";
import { ensureJava, runMaven, SPARING } from "../../support/java.js";
import { obtain } from "../../support/obtain.js";
import { cacheFolder, findFreePorts, makeOnce, readPlatform } from "../../support/places.js";
import { run } from "../../support/run.js";
import type { Got, Unobtainable } from "../../support/server.js";
import { ADMINISTRATOR } from "./admin-api.js";

/** Has the zip from Maven's repository, unpacks it and starts it for the first time, or finds what an earlier run has made. */
export function getKeycloak(): Promise<Got | Unobtainable> {
  return obtain("keycloak", async () => {
    await ensureJava();
    return makeOnce(join(cacheFolder("keycloak"), `${VERSION}-${readPlatform()}`), make);
  });
}

async function make(work: string): Promise<string> {
  await unpack(work);
  await startForTheFirstTime(work);
  return work;
}

/** Starts it in development mode, which neither rebuilds it nor makes its tables where both have been done. */
export async function startKeycloak(place: string, { data, port }: KeycloakPlace): Promise<Child> {
  return startChild({
    command: "bash",
    args: [
      join(place, `keycloak-${VERSION}`, "bin/kc.sh"),
      "start-dev",
      "--http-host=127.0.0.1",
      `--http-port=${port}`,
      // What is committed is there after a kill.
      `--db-url=jdbc:h2:file:${join(data, "keycloak")};NON_KEYWORDS=VALUE;WRITE_DELAY=0`,
    ],
    env: {
      KC_BOOTSTRAP_ADMIN_USERNAME: ADMINISTRATOR.username,
      KC_BOOTSTRAP_ADMIN_PASSWORD: ADMINISTRATOR.password,
      JAVA_OPTS_KC_HEAP: "-Xms64m -Xmx512m",
      JAVA_OPTS_APPEND: SPARING.join(" "),
    },
    readyUrl: `http://127.0.0.1:${port}/realms/master`,
    readySeconds: 400,
  });
}

/** Where a server runs and keeps its data. */
export interface KeycloakPlace {
  readonly data: string;
  readonly port: number;
}

/** The data of a server that has been started and not been used. */
export function firstDataOf(place: string): string {
  return join(place, "data");
}

/** Nothing is made of what is not what we know. */
async function unpack(folder: string): Promise<void> {
  await runMaven([`${PLUGIN}:copy`, `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${folder}`], folder);
  const zip = join(folder, `keycloak-quarkus-dist-${VERSION}.zip`);
  const digest = await digestOf(zip);
  if (digest !== SHA256) throw new Error(`${ARTIFACT}: its SHA-256 is ${digest}, not ${SHA256}`);
  await run("jar", ["--extract", "--file", zip], { cwd: folder, timeoutSeconds: UNPACK_SECONDS });
  rmSync(zip);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** That builds it for development mode, which `kc.sh build` cannot, and makes its tables and the first realm. */
async function startForTheFirstTime(folder: string): Promise<void> {
  const [port = 0] = await findFreePorts(1);
  const child = await startKeycloak(folder, { data: firstDataOf(folder), port });
  await child.stop();
}

const VERSION = "26.7.3";
const SHA256 = "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f";
const ARTIFACT = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
const PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";
const UNPACK_SECONDS = 300;
