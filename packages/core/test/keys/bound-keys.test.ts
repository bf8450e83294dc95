import { expect, test } from "vitest";
import { isOfAnotherIssuer } from "../../src/keys/jwk-set.js";

const TENANT = "30663132-6464-4665-8032-326466613934";
const ISSUER = `https://login.microsoftonline.com/${TENANT}/v2.0`;

test.each([
  ["its own name", ISSUER, false],
  ["another name of its tenant", `https://sts.windows.net/${TENANT}/`, false],
  ["the tenant alone, where the path ends", `https://sts.windows.net/${TENANT}`, false],
  ["another tenant", "https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/", true],
  ["a longer segment that begins like the tenant", `https://sts.windows.net/${TENANT}0/`, true],
  ["a URL within a path", `https://evil.example/${ISSUER}`, true],
  ["a URL within a query", `https://evil.example/?at=${ISSUER}`, true],
])("a key that is bound to %s is one of another issuer: %s, %s", (_, bound, isOfAnother) => {
  expect(isOfAnotherIssuer({ issuer: bound }, ISSUER)).toBe(isOfAnother);
  expect(isOfAnotherIssuer({ issuer: ISSUER }, bound)).toBe(isOfAnother);
});
