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

test("inherited members ask for nothing, unseen and unchecked", () => {
  expect(parseRequirement(Object.create({ scopes: ["a b"] }) as Requirement)).toEqual({});
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
    ["a list in the list", { scopes: [["a", "b"]] }, /one by one, requireScope\("a", "b"\)/],
    ["a value that is not set", { scopes: undefined }, /scopes is undefined/],
    ["an unknown name", { scope: ["a"] }, /no option "scope" in a requirement: did you mean scopes\?/],
    ["a list for an object", [], /a requirement is an object/],
    ["a string for an object", "api:read", /a requirement is an object/],
    ["null", null, /a requirement is an object/],
  ])("is refused: %s", (_, requirement, message) => {
    expect(() => parseRequirement(requirement as Requirement)).toThrow(ConfigurationError);
    expect(() => parseRequirement(requirement as Requirement)).toThrow(message);
  });

  test("is refused with all its problems at once", () => {
    const refuse = () => parseRequirement({ scopes: [], anyScopes: ["a b"] });
    expect(refuse).toThrow(expect.objectContaining({ problems: [expect.any(String), expect.any(String)] }));
  });
});
