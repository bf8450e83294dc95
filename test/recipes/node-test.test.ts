import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("the recipe for node:test passes under node:test", { timeout: 30_000 }, () => {
  const file = new URL("node-test.mjs", import.meta.url).pathname;
  // Within a test of Node's own, such as this one may be, it would report to that one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ["--test", "--test-reporter=tap", file], {
    encoding: "utf8",
    env,
  });
  expect(stdout).toMatch(/^# fail 0$/m);
  expect(stdout).toMatch(/^# pass 4$/m);
  expect(status).toBe(0);
});
