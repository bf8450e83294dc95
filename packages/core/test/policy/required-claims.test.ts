import { expect, test } from "vitest";
import type { UntypedClaims } from "../../src/access-token.js";
import { PASS } from "../../src/outcome.js";
import { type ClaimDemands, checkRequiredClaims } from "../../src/policy/required-claims.js";
import { accessTokenWith } from "../support/access-token.js";

const check = (claims: UntypedClaims, demands: Partial<ClaimDemands>) =>
  checkRequiredClaims(accessTokenWith(claims), { requiredClaims: [], profileClaims: [], ...demands });

test("accepts a token with all of them, whatever their values", () => {
  expect(check({ a: 0, b: false, c: [] }, { requiredClaims: ["a", "b"], profileClaims: ["c"] })).toBe(PASS);
  expect(check({}, {})).toBe(PASS);
});

test.each([
  ["absent", {}],
  ["null", { tenant: null }],
  ["empty", { tenant: "" }],
])("denies a token with one that is %s, and says who asks for it", (_, claims) => {
  expect(check({ a: 1, ...claims }, { requiredClaims: ["a", "tenant"] })).toMatchObject({
    kind: "denied",
    reason: "missing_claim",
    detail: "tenant absent, which requiredClaims of this issuer ask for",
  });
});

test("says of what the profile asks for that RFC 9068 §2.2 does", () => {
  expect(check({ sub: "u1" }, { profileClaims: ["sub", "client_id", "jti"] })).toMatchObject({
    reason: "missing_claim",
    detail: 'client_id, jti absent, which RFC 9068 §2.2 asks for (tokenKind "rfc9068")',
  });
});

test("says it once of a claim that both ask for", () => {
  expect(check({}, { requiredClaims: ["sub"], profileClaims: ["sub"] })).toMatchObject({
    detail: 'sub absent, which RFC 9068 §2.2 asks for (tokenKind "rfc9068")',
  });
});

test("is content with one of a group", () => {
  const requiredClaims = ["client_id", ["scp", "roles"]];
  expect(check({ client_id: "c", scp: "a" }, { requiredClaims })).toBe(PASS);
  expect(check({ client_id: "c", roles: [] }, { requiredClaims })).toBe(PASS);
  expect(check({ client_id: "c" }, { requiredClaims })).toMatchObject({
    detail: "none of scp, roles is there, of which requiredClaims of this issuer ask for one",
  });
});

test("tells everything that is missing at once, each with who asks for it", () => {
  const demands = { requiredClaims: ["azp", ["scp", "roles"], ["a", "b"]], profileClaims: ["jti"] };
  expect(check({ scp: null, roles: "" }, demands)).toMatchObject({
    detail:
      'jti absent, which RFC 9068 §2.2 asks for (tokenKind "rfc9068"); ' +
      "azp absent, which requiredClaims of this issuer ask for; " +
      "none of scp, roles is there, of which requiredClaims of this issuer ask for one; " +
      "none of a, b is there, of which requiredClaims of this issuer ask for one",
  });
});

test("does not take an inherited member for a claim", () => {
  expect(check({}, { requiredClaims: ["constructor"] })).toMatchObject({ reason: "missing_claim" });
  expect(check({}, { profileClaims: ["constructor"] })).toMatchObject({ reason: "missing_claim" });
});

test("names all claims of the same kind that are missing", () => {
  expect(check({}, { requiredClaims: ["tenant", "azp"] })).toMatchObject({
    detail: "tenant, azp absent, which requiredClaims of this issuer ask for",
  });
});
