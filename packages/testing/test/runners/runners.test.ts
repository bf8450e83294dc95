import { spawnSync } from "node:child_process";
import { createVerifier } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { createTestIssuer, type FormRequest, goodTokens, tokenDefects } from "../../src/index.js";
import { matchers as matchersOfJest } from "../../src/jest.js";
import { matchers as matchersOfVitest } from "../../src/vitest.js";

expect.extend(matchersOfVitest);

const as = await createTestIssuer({ scope: "orders:read" });
const verifier = createVerifier(as.verifierOptions());
// A token is all that a verifier is given: what is a request needs an API (test/testing/catalogue-loop.test.ts).
const ask = async ({ headers }: FormRequest) =>
  verifier.authenticate({ authorization: headers.map(([, value]) => value) }, { scopes: ["orders:read"] });
const tokens = [...tokenDefects, ...as.defects.filter(({ group }) => group === "scope")];

describe("vitest", () => {
  for (const good of as.goodTokens) {
    test(`accepts ${good.title}`, async () => expect(await as.send(ask, good)).toBeAccepted());
  }
  for (const defect of tokens) {
    test(`refuses ${defect.title}`, async () => {
      expect(await as.send(ask, defect)).toBeDenied(defect.expected.reason);
    });
  }
});

// It calls a matcher with what is expected about, and takes what it answers; `this` need not be looked at.
test("jest: matchers answer as it wants them to", async () => {
  const { toBeAccepted, toBeDenied, toBeUnavailable } = matchersOfJest;
  for (const good of as.goodTokens) {
    const { pass, message } = toBeAccepted(await as.send(ask, good));
    expect([pass, typeof message()]).toEqual([true, "string"]);
  }
  for (const defect of tokens) {
    const outcome = await as.send(ask, defect);
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
  const tests = tokenDefects.length + goodTokens.length + 1;
  expect({ pass: count("pass"), fail: count("fail") }, run.stdout.slice(-3000) + run.stderr).toEqual({
    pass: tests - 1,
    fail: 1,
  });
  expect(run.stdout).toMatch(/^not ok \d+ - this one fails/m);
  expect(run.stdout).toContain('the reason is "token_expired"');
});
