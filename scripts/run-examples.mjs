// Runs the built examples one after the other; each asserts its own claims and exits 0. The demo has its own command.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const LONGEST_RUN_MILLISECONDS = 60_000;

const names = readdirSync("examples").filter((name) => name !== "demo" && existsSync(`examples/${name}/package.json`));
const failed = names.filter((name) => !runs(name));
console.log(`${names.length - failed.length} of ${names.length} examples ran`);
if (failed.length > 0 || names.length === 0) process.exit(1);

/** @param {string} name */
function runs(name) {
  const started = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ["dist/main.js"], {
    cwd: `examples/${name}`,
    encoding: "utf8",
    timeout: LONGEST_RUN_MILLISECONDS,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (status === 0) {
    console.log(`ok   examples/${name} (${seconds} s)`);
    return true;
  }
  console.log(`FAIL examples/${name} (${signal ?? `exit ${status}`}, ${seconds} s)\n${stdout}${stderr}`);
  return false;
}
