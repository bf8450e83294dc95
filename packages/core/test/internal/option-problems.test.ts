import { describe, expect, test } from "vitest";
import { findUnknownNames, isNumberWithin, isScopeToken } from "../../src/internal/option-problems.js";

describe("an unknown name", () => {
  const adviceFor = (name: string): string =>
    findUnknownNames({ [name]: 1 }, ["issuer", "audience", "onEvent"], { where: "of a test" }).join();

  test.each([
    ["audiance", "audience"],
    ["Audience", "audience"],
    ["audiences", "audience"],
    ["aud", "audience"],
    ["isuer", "issuer"],
    ["issur", "issuer"],
    ["onevents", "onEvent"],
  ])("like one that exists gets that as advice: %s", (name, nearest) => {
    expect(adviceFor(name)).toBe(`there is no option "${name}" of a test: did you mean ${nearest}?`);
  });

  test.each(["au", "nce", "iss0r00", "tenant"])("unlike any gets them all: %s", (name) => {
    expect(adviceFor(name)).toBe(`there is no option "${name}" of a test: known are issuer, audience, onEvent`);
  });

  test.each([
    ["dangerouslyAcceptMissingAudience", "write it in brackets, [dangerouslyAcceptMissingAudience]: true"],
    ["dangerouslyIgnoreIdTokenEvidence", "write it in brackets, [dangerouslyIgnoreIdTokenEvidence]: true"],
    ["dangerouslyRevealReason", "write it in brackets, [dangerouslyRevealReason]: true"],
    ["dangerouslyAcceptAnyAudience", "give it as a value, audience: dangerouslyAcceptAnyAudience"],
  ])("of a switch is told to be a symbol: %s", (name, place) => {
    expect(adviceFor(name)).toBe(
      `there is no option "${name}" of a test: switches that turn a protection off are symbols; ` +
        `import it from @ostiary/core/danger and ${place}`,
    );
  });

  test("that belongs somewhere else gets its place", () => {
    const elsewhere = new Map([["scopes", "the route"]]);
    expect(findUnknownNames({ scopes: [], issuer: 1 }, ["issuer"], { where: "of a test", elsewhere })).toEqual([
      "scopes is no option of a test, it belongs to the route",
    ]);
  });
});

test.each([
  [0, true],
  [5, true],
  [10, true],
  [-0.1, false],
  [10.1, false],
  [Number.NaN, false],
  ["5", false],
])("%s is a number from 0 to 10: %s", (value, expected) => {
  expect(isNumberWithin(value, 0, 10)).toBe(expected);
});

test.each([
  ["api:read", true],
  ["!#[]~", true],
  ["", false],
  ["a b", false],
  ['a"', false],
  ["a\\", false],
  ["\u00e9", false],
  [1, false],
])("%j is a scope token: %s (RFC 6749 §3.3)", (value, expected) => {
  expect(isScopeToken(value)).toBe(expected);
});
