// The checks against real authorization servers: gets those that it can, starts them and runs `test/interop`. Names select
// servers: `npm run interop -- hydra keycloak`.
//
//   --install        lets it install Debian's packages (Go, Java, Maven) by apt-get, as root or with sudo; without it a server
//                    that needs them is skipped, and the table says which
//   --update         records anew what the servers issue (test/interop/recorded)
//   --require-all    fails if a server cannot be had; in CI a stated reason is enough
//
// Downloads and builds are kept in $OSTIARY_INTEROP_CACHE, by default ~/.cache/ostiary-interop ($XDG_CACHE_HOME is heeded).
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { install: { type: "boolean" }, update: { type: "boolean" }, "require-all": { type: "boolean" } },
});
if (values.install === true) process.env["OSTIARY_INTEROP_INSTALL"] = "1";
if (values.update === true) process.env["OSTIARY_INTEROP_UPDATE"] = "1";
if (values["require-all"] === true) process.env["OSTIARY_INTEROP_REQUIRE_ALL"] = "1";

const tests = spawn(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config=vitest.interop.config.ts",
    ...positionals.map((name) => `test/interop/${name}.`),
  ],
  { stdio: "inherit" },
);
// They end their servers first.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => void tests.kill(signal));
}
tests.on("exit", (status) => (process.exitCode = status ?? 1));
