// A test as a user of node:test writes it, run by `node --test` from `node-test.test.ts`, on the built packages.

import { test } from "node:test";
import { createVerifier } from "@ostiary/core";
import { assertAccepted, assertDenied, createTestIssuer, goodTokens, tokenDefects } from "@ostiary/testing";

const as = await createTestIssuer({ scope: "orders:read" });
const verifier = createVerifier(as.verifierOptions());

/** @param {import("@ostiary/testing").FormRequest} request */
const ask = ({ headers }) => {
  const authorization = headers.map(([, value]) => value);
  return verifier.authenticate({ authorization }, { scopes: ["orders:read"] });
};

for (const good of goodTokens) {
  test(`accepts ${good.title}`, async () => assertAccepted(await as.send(ask, good)));
}

for (const defect of tokenDefects) {
  test(`refuses ${defect.title}`, async () => assertDenied(await as.send(ask, defect), defect.expected.reason));
}

test("this one fails, so that it is seen that tests can", async () => {
  assertDenied(await as.send(ask, "expired"), "audience_mismatch");
});
