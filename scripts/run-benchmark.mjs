// The benchmark: builds the packages, installs what test/benchmark compares them with (apart from the workspaces, since few
// need it) and runs it. Arguments are handed on: `npm run bench -- --only in-process --quick`.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";

const FOLDER = "test/benchmark";

const npm = process.env["npm_execpath"];
if (npm === undefined) throw new Error("Run this as `npm run bench`.");

run(["scripts/build-quietly.mjs"]);
if (!isInstalled()) run([npm, "ci", "--no-workspaces"], FOLDER);
// A contender says at each start what the name of its row says too.
run(["--disable-warning=FAST_JWT_CACHE_KEY_BUILDER_SECURITY_RISK", `${FOLDER}/run.mjs`, ...process.argv.slice(2)]);

/** npm writes its own copy of the lock when it is done. */
function isInstalled() {
  const done = statSync(`${FOLDER}/node_modules/.package-lock.json`, { throwIfNoEntry: false });
  return done !== undefined && done.mtimeMs >= statSync(`${FOLDER}/package-lock.json`).mtimeMs;
}

/**
 * @param {string[]} args
 * @param {string} [cwd]
 */
function run(args, cwd = ".") {
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
