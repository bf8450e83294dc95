import { expect, test } from "vitest";
import { PASS } from "../../src/outcome.js";
import { checkRejectedClaims } from "../../src/policy/rejected-claims.js";
import { accessTokenWith } from "../support/access-token.js";

test("accepts a token without any of them", () => {
  expect(checkRejectedClaims(accessTokenWith({ a: 1 }), ["nonce", "at_hash"])).toBe(PASS);
  expect(checkRejectedClaims(accessTokenWith({ nonce: "x" }), [])).toBe(PASS);
});

test.each([["x"], [""], [null], [false], [[]]])("denies a token with one that is %j", (nonce) => {
  expect(checkRejectedClaims(accessTokenWith({ nonce }), ["at_hash", "nonce"])).toMatchObject({
    kind: "denied",
    reason: "claims_rejected",
    detail: "it has nonce, which no token may have (rejectedClaims)",
  });
});

test("does not take an inherited member for a claim", () => {
  expect(checkRejectedClaims(accessTokenWith({}), ["constructor", "__proto__"])).toBe(PASS);
});

test("names all of them that are there", () => {
  expect(checkRejectedClaims(accessTokenWith({ nonce: "x", at_hash: "y" }), ["at_hash", "nonce"])).toMatchObject({
    detail: "it has at_hash, nonce, which no token may have (rejectedClaims)",
  });
});
