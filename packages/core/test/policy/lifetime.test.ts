import { describe, expect, test } from "vitest";
import { PASS } from "../../src/outcome.js";
import { checkLifetime, type Lifetime } from "../../src/policy/lifetime.js";

const NOW = 1000;
const judge = (lifetime: Partial<Lifetime>, clockToleranceSeconds = 5, maxLifetimeSeconds?: number) =>
  checkLifetime(
    { expiresAt: NOW + 300, notBefore: undefined, issuedAt: undefined, ...lifetime },
    { clockToleranceSeconds, maxLifetimeSeconds },
    NOW,
  );

describe("exp (RFC 7519 §4.1.4)", () => {
  test.each([
    [NOW + 300, 5, "pass"],
    [NOW + 0.5, 0, "pass"],
    [NOW, 0, "token_expired"],
    [NOW - 4.9, 5, "pass"],
    [NOW - 5, 5, "token_expired"],
    [NOW - 300, 5, "token_expired"],
  ])("at %d with a tolerance of %d gives %s", (expiresAt, tolerance, expected) => {
    const answer = judge({ expiresAt }, tolerance);
    expect(answer.kind === "denied" ? answer.reason : answer.kind).toBe(expected);
  });
});

describe("nbf (RFC 7519 §4.1.5)", () => {
  test.each([
    [NOW - 1, 5, "pass"],
    [NOW + 5, 5, "pass"],
    [NOW + 5.1, 5, "token_not_yet_valid"],
    [NOW, 0, "pass"],
    [NOW + 1, 0, "token_not_yet_valid"],
    [NOW + 300, 5, "malformed_token"],
    [NOW + 301, 5, "malformed_token"],
  ])("at %d with a tolerance of %d gives %s", (notBefore, tolerance, expected) => {
    const answer = judge({ notBefore }, tolerance);
    expect(answer.kind === "denied" ? answer.reason : answer.kind).toBe(expected);
  });
});

describe("iat (RFC 7519 §4.1.6)", () => {
  test.each([
    [NOW - 1, 5, "pass"],
    [NOW + 8, 5, "pass"],
    [NOW + 60, 5, "pass"],
    [NOW + 61, 5, "token_not_yet_valid"],
    [NOW + 61, 90, "pass"],
    [NOW + 91, 90, "token_not_yet_valid"],
  ])("at %d with a tolerance of %d gives %s", (issuedAt, tolerance, expected) => {
    const answer = judge({ issuedAt }, tolerance);
    expect(answer.kind === "denied" ? answer.reason : answer.kind).toBe(expected);
  });
});

describe("a longest lifetime", () => {
  test("accepts what was issued for no longer", () => {
    expect(judge({ issuedAt: NOW - 10 }, 5, 310)).toBe(PASS);
  });

  test("denies what was issued for longer", () => {
    expect(judge({ issuedAt: NOW - 10 }, 5, 309)).toMatchObject({ reason: "claims_rejected" });
  });

  test("denies a token that does not say when it was issued", () => {
    expect(judge({}, 5, 310)).toMatchObject({ reason: "missing_claim" });
  });
});

test.each<[string, Partial<Lifetime>, number | undefined, object]>([
  ["expired", { expiresAt: 900 }, undefined, { reason: "token_expired", detail: "exp is 900, now is 1000" }],
  [
    "no time in which it is valid",
    { notBefore: 1300 },
    undefined,
    { reason: "malformed_token", detail: "nbf is 1300, exp is 1300" },
  ],
  [
    "not valid yet",
    { notBefore: 1200 },
    undefined,
    { reason: "token_not_yet_valid", detail: "nbf is 1200, now is 1000" },
  ],
  [
    "issued in the future",
    { issuedAt: 1100 },
    undefined,
    { reason: "token_not_yet_valid", detail: "iat is 1100, now is 1000" },
  ],
  [
    "of an unknown lifetime",
    {},
    60,
    { reason: "missing_claim", detail: "iat is absent, and maxLifetimeSeconds needs it" },
  ],
  [
    "of too long a lifetime",
    { issuedAt: 1000 },
    60,
    { reason: "claims_rejected", detail: "issued for 300 seconds, at most 60 are allowed" },
  ],
])("tells the instants of a token beside the present: %s", (_, lifetime, most, denial) => {
  expect(judge(lifetime, 5, most)).toMatchObject(denial);
});
