// A test as a user of node:test writes it, run by `node --test` from `node-test.test.ts`, on the built packages.

import { test } from "node:test";
import { createVerifier } from "@ostiary/core";
import { assertAccepted, assertDenied, createTestIssuer, defects, goodTokens } from "@ostiary/testing";

const as = await createTestIssuer({ scope: "orders:read" });
const verifier = createVerifier(as.verifierOptions());

/** @param {readonly [name: string, value: string][]} headers */
const ask = (headers) => {
  const authorization = headers.flatMap(([name, value]) => (name === "Authorization" ? [value] : []));
  return verifier.authenticate({ authorization }, { scopes: ["orders:read"] });
};

for (const good of goodTokens) {
  test(`accepts ${good.title}`, async () => assertAccepted(await ask(as.requestWith(good).headers)));
}

for (const defect of defects) {
  test(`refuses ${defect.title}`, async () => {
    assertDenied(await ask(as.requestWith(defect).headers), defect.expected.reason);
  });
}

test("this one fails, so that it is seen that tests can", async () => {
  assertDenied(await ask(as.requestWith("expired").headers), "audience_mismatch");
});
