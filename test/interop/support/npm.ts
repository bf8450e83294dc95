import { statSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.js";
import { obtain } from "./obtain.js";
import { run } from "./run.js";
import type { Got, Unobtainable } from "./server.js";

/** Installs the packages of `test/interop`, apart from the workspaces, since nothing else needs them. Once for all servers. */
export function getNpmServer(server: string): Promise<Got | Unobtainable> {
  return obtain(server, () =>
    withLock("npm", async () => {
      if (!isInstalled()) await install();
      return undefined;
    }),
  );
}

/** npm writes its own copy of the lock when it is done. */
function isInstalled(): boolean {
  const done = statSync(join(FOLDER, "node_modules/.package-lock.json"), { throwIfNoEntry: false });
  return done !== undefined && done.mtimeMs >= statSync(join(FOLDER, "package-lock.json")).mtimeMs;
}

async function install(): Promise<void> {
  const npm = process.env["npm_execpath"];
  const [command, ...args] = npm === undefined ? (["npm"] as const) : ([process.execPath, npm] as const);
  await run(command, [...args, "ci", "--no-workspaces"], { cwd: FOLDER, timeoutSeconds: NPM_SECONDS });
}

const FOLDER = join(import.meta.dirname, "..");
const NPM_SECONDS = 300;
