// The checks against real authorization servers: installs those that are on npm (apart from the workspaces, since nothing else
// needs them) and runs `test/interop`. Names select servers: `npm run interop -- hydra keycloak`.
//
//   --update         records anew what the servers issue (test/interop/recorded)
//   --require-all    fails if a server cannot be had; in CI a stated reason is enough
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { parseArgs } from "node:util";

const FOLDER = "test/interop";

const npm = process.env["npm_execpath"];
if (npm === undefined) throw new Error("Run this as `npm run interop`.");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: "boolean" }, "require-all": { type: "boolean" } },
});
if (values.update === true) process.env["OSTIARY_INTEROP_UPDATE"] = "1";
if (values["require-all"] === true) process.env["OSTIARY_INTEROP_REQUIRE_ALL"] = "1";

if (!isInstalled()) run([npm, "ci", "--no-workspaces"], FOLDER);
run([
  "node_modules/vitest/vitest.mjs",
  "run",
  "--config=vitest.interop.config.ts",
  ...positionals.map((name) => `${FOLDER}/${name}.`),
]);

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
