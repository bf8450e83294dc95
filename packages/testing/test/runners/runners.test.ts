import { spawnSync } from "node:child_process";
import { createVerifier } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { createTestIssuer, defects, goodTokens } from "../../src/index.js";
import { matchers as matchersOfJest } from "../../src/jest.js";
import { matchers as matchersOfVitest } from "../../src/vitest.js";

expect.extend(matchersOfVitest);

const as = await createTestIssuer({ scope: "orders:read" });
const verifier = createVerifier(as.verifierOptions());
const ask = (headers: readonly [string, string][]) => {
  const authorization = headers.flatMap(([name, value]) => (name === "Authorization" ? [value] : []));
  return verifier.authenticate({ authorization }, { scopes: ["orders:read"] });
};

describe("vitest", () => {
  for (const good of goodTokens) {
    test(`accepts ${good.title}`, async () => expect(await ask(as.requestWith(good).headers)).toBeAccepted());
  }
  for (const defect of defects) {
    test(`refuses ${defect.title}`, async () => {
      expect(await ask(as.requestWith(defect).headers)).toBeDenied(defect.expected.reason);
    });
  }
});

// It calls a matcher with what is expected about, and takes what it answers; `this` need not be looked at.
test("jest: matchers answer as it wants them to", async () => {
  const { toBeAccepted, toBeDenied, toBeUnavailable } = matchersOfJest;
  for (const good of goodTokens) {
    const { pass, message } = toBeAccepted(await ask(as.requestWith(good).headers));
    expect([pass, typeof message()]).toEqual([true, "string"]);
  }
  for (const defect of defects) {
    const outcome = await ask(as.requestWith(defect).headers);
    expect(toBeDenied(outcome, defect.expected.reason).pass, defect.id).toBe(true);
    expect(toBeAccepted(outcome).pass, defect.id).toBe(false);
    expect(toBeUnavailable(outcome).message(), defect.id).toContain("it is not unavailable");
  }
});

test("node:test: each defect is a test, in a process of its own", () => {
  const file = new URL("orders.test.mjs", import.meta.url).pathname;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = spawnSync(process.execPath, ["--test", "--test-reporter=tap", file], { encoding: "utf8", env });
  const count = (name: string): number => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(run.stdout)?.[1]);
  const tests = defects.length + goodTokens.length + 1;
  expect({ pass: count("pass"), fail: count("fail") }, run.stdout.slice(-3000) + run.stderr).toEqual({
    pass: tests - 1,
    fail: 1,
  });
  expect(run.stdout).toMatch(/^not ok \d+ - this one fails/m);
  expect(run.stdout).toContain('the reason is "token_expired"');
});
