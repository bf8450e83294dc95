import { expect, test } from "vitest";
import { PASS } from "../../src/outcome.js";
import { checkRequiredClaims } from "../../src/policy/required-claims.js";
import { accessTokenWith } from "../support/access-token.js";

test("accepts a token with all of them, whatever their values", () => {
  expect(checkRequiredClaims(accessTokenWith({ a: 0, b: false, c: [] }), ["a", "b", "c"])).toBe(PASS);
  expect(checkRequiredClaims(accessTokenWith({}), [])).toBe(PASS);
});

test.each([
  ["absent", {}],
  ["null", { tenant: null }],
  ["empty", { tenant: "" }],
])("denies a token with one that is %s (RFC 9068 §2.2)", (_, claims) => {
  expect(checkRequiredClaims(accessTokenWith({ a: 1, ...claims }), ["a", "tenant"])).toMatchObject({
    kind: "denied",
    reason: "missing_claim",
    detail: "tenant absent",
  });
});

test("is content with one of a group", () => {
  const required = ["client_id", ["scp", "roles"]];
  expect(checkRequiredClaims(accessTokenWith({ client_id: "c", scp: "a" }), required)).toBe(PASS);
  expect(checkRequiredClaims(accessTokenWith({ client_id: "c", roles: [] }), required)).toBe(PASS);
  expect(checkRequiredClaims(accessTokenWith({ scp: null, roles: "" }), required)).toMatchObject({
    reason: "missing_claim",
    detail: "client_id, all of scp and roles absent",
  });
});

test("does not take an inherited member for a claim", () => {
  expect(checkRequiredClaims(accessTokenWith({}), ["constructor"])).toMatchObject({ reason: "missing_claim" });
});
