import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../src/errors.js";
import { parseRequirement, type Requirement } from "../src/requirement.js";

test("a requirement is copied and frozen", () => {
  const scopes = ["api:read"];
  const requirement = parseRequirement({ scopes });
  scopes.push("api:admin");
  expect(requirement).toEqual({ scopes: ["api:read"] });
  expect(Object.isFrozen(requirement) && Object.isFrozen(requirement.scopes)).toBe(true);
});

test("what has been checked once is not checked again", () => {
  const requirement = parseRequirement({ anyScopes: ["a", "b"] });
  expect(parseRequirement(requirement)).toBe(requirement);
});

test("nothing asked is a requirement too", () => {
  expect(parseRequirement()).toEqual({});
  expect(parseRequirement({})).toEqual({});
});

test("an object without a prototype is fine", () => {
  const requirement = Object.assign(Object.create(null) as Requirement, { scopes: ["a"] });
  expect(parseRequirement(requirement)).toEqual({ scopes: ["a"] });
});

describe("what would hide what it asks for is refused", () => {
  class WithGetter {
    get scopes(): string[] {
      return ["admin"];
    }
  }
  test.each<[string, unknown]>([
    ["a getter of a class", new WithGetter()],
    ["inherited members", Object.create({ scopes: ["admin"] })],
    ["a map", new Map([["scopes", ["admin"]]])],
    ["a set", new Set(["admin"])],
    ["a promise", Promise.resolve({ scopes: ["admin"] })],
    ["a symbol", { [Symbol("scopes")]: ["admin"] }],
  ])("%s", (_, requirement) => {
    expect(() => parseRequirement(requirement as Requirement)).toThrow("a requirement is a plain object");
  });
});

describe("a requirement that cannot be meant", () => {
  test.each<[string, unknown, RegExp]>([
    ["an empty list", { scopes: [] }, /scopes is empty/],
    ["an empty list of alternatives", { anyScopes: [] }, /anyScopes is empty/],
    ["a string for a list", { scopes: "api:read" }, /scopes must be a list/],
    ["a scope with a space", { scopes: ["api:read api:write"] }, /not a scope token/],
    ["a scope with a quote (RFC 6750 §3)", { scopes: ['a"b'] }, /not a scope token/],
    ["a scope with a backslash", { scopes: ["a\\b"] }, /not a scope token/],
    ["a scope beyond ASCII", { scopes: ["\u00e9"] }, /not a scope token/],
    ["an empty scope", { scopes: [""] }, /not a scope token/],
    ["a number", { scopes: [1] }, /scopes holds a value of type number/],
    // oxlint-disable-next-line no-sparse-arrays
    ["a hole in the list", { scopes: ["a", , "b"] }, /scopes holds a value of type undefined/],
    ["a list in the list", { scopes: [["a", "b"]] }, /one by one, requireScope\("a", "b"\)/],
    ["a value that is not set", { scopes: undefined }, /scopes is undefined/],
    ["an unknown name", { scope: ["a"] }, /no option "scope" in a requirement: did you mean scopes\?/],
    ["a list for an object", [], /a requirement is a plain object/],
    ["a string for an object", "api:read", /a requirement is a plain object/],
    ["null", null, /a requirement is a plain object/],
  ])("is refused: %s", (_, requirement, message) => {
    expect(() => parseRequirement(requirement as Requirement)).toThrow(ConfigurationError);
    expect(() => parseRequirement(requirement as Requirement)).toThrow(message);
  });

  test("is refused with all its problems at once", () => {
    const refuse = () => parseRequirement({ scopes: [], anyScopes: ["a b"] });
    expect(refuse).toThrow(expect.objectContaining({ problems: [expect.any(String), expect.any(String)] }));
  });
});
