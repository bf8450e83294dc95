// Builds what the arguments name (all, without arguments) and says nothing unless that fails.
// For commands whose own output is what their user wants to see.
import { spawnSync } from "node:child_process";

const { status, stdout, stderr } = spawnSync(
  process.execPath,
  ["--env-file=turbo.env", "node_modules/turbo/bin/turbo", "run", "build", ...process.argv.slice(2)],
  { encoding: "utf8" },
);
if (status !== 0) {
  console.error(stdout + stderr);
  process.exit(status ?? 1);
}
