// Mutation testing of core: installs what test/mutation asks for (apart from the workspaces, since it is large and
// few need it) and runs it. Arguments go to Stryker: `npm run mutation -- --mutate "packages/core/src/jwt/*.ts"`.
import { spawnSync } from "node:child_process";

const npm = process.env["npm_execpath"];
if (npm === undefined) throw new Error("Run this as `npm run mutation`.");

run([npm, "ci", "--no-workspaces"], "test/mutation");
run([
  "test/mutation/node_modules/@stryker-mutator/core/bin/stryker.js",
  "run",
  "test/mutation/stryker.config.mjs",
  ...process.argv.slice(2),
]);

/**
 * @param {string[]} args
 * @param {string} [cwd]
 */
function run(args, cwd = ".") {
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
