import { describe, expect, test } from "vitest";
import {
  anything,
  flag,
  guid,
  listOf,
  oneOf,
  oneOrMore,
  optional,
  readOnlyMember,
  text,
} from "../../src/issuers/option-rules.js";

describe("a rule", () => {
  test.each([
    ["text", text({ example: "x" }), ["orders", "api://orders", "urn:x:y"]],
    ["text of a pattern", text({ example: "a1", pattern: /^a\d$/ }), ["a7"]],
    ["GUID", guid, ["6e74172b-be56-4843-9ff4-e66a39bb12e3", "6E74172B-BE56-4843-9FF4-E66A39BB12E3"]],
    ["choice", oneOf("v1", "v2"), ["v1", "v2"]],
    ["flag", flag, [true, false]],
    ["list", listOf(oneOf("a", "b")), [["a"], ["b", "a"]]],
    ["value or list", oneOrMore(oneOf("a", "b")), ["a", ["b", "a"]]],
    ["value for others to judge", anything, [undefined, 7, {}]],
    ["optional value", optional(flag), [undefined, true]],
  ])("takes a %s", (_, rule, values) => {
    expect(values.map((value) => rule(value))).toEqual(values.map(() => undefined));
  });

  test.each([
    ["no text", text({ example: "x" }), 7, 'must be a text, such as "x"'],
    ["nothing", text({ example: "x" }), " ", 'must be a text, such as "x"'],
    ["white space around a text", text({ example: "x" }), "a\n", "must not begin or end with white space"],
    ["another pattern", text({ example: "a1", pattern: /^a\d$/ }), "b", 'must look like "a1"'],
    ["no GUID", guid, "acme", 'must look like "6e74172b-be56-4843-9ff4-e66a39bb12e3"'],
    ["another choice", oneOf("v1", "v2"), "v3", 'must be "v1" or "v2"'],
    ["no flag", flag, "true", "must be true or false"],
    ["an empty list", listOf(flag), [], "must be a list with at least one entry"],
    ["no list", listOf(flag), true, "must be a list with at least one entry"],
    ["an entry", listOf(flag), [true, 1], "has an entry that must be true or false"],
    ["a hole", listOf(flag), Object.assign([true], { length: 2 }), "has an entry that must be true or false"],
    ["an empty list of values", oneOrMore(flag), [], "must be a list with at least one entry"],
    ["nothing for a flag", flag, undefined, "must be true or false"],
  ])("refuses %s, and says how to mend it", (_, rule, value, sentence) => {
    expect(rule(value)).toBe(sentence);
  });

  test.each([
    "<tenant>.auth0.com",
    "{tenantid}",
    "${AUTH0_DOMAIN}",
    "$AUTH0_DOMAIN",
    "%TENANT_ID%",
    "https://undefined/oidc",
    "null",
    "changeme",
    "YOUR_DOMAIN",
    "your-tenant.auth0.com",
    "yourcompany.okta.com",
    "xxxx",
    "acme.example/...",
  ])("takes %s for what was left in by mistake", (value) => {
    expect(text({ example: "x" })(value)).toBe(
      `is ${JSON.stringify(value)}, which looks like a placeholder: put the real value there, such as "x"`,
    );
  });

  test.each(["yours.example", "nullsec.example", "todoist.example", "xx.example", "https://api.example.com"])(
    "does not take %s for a placeholder",
    (value) => {
      expect(text({ example: "x" })(value)).toBeUndefined();
    },
  );
});

test.each([
  [{ prefix: "a" }, "a"],
  [{ prefix: undefined }, undefined],
  [{ prefix: "a", other: 1 }, undefined],
  [{ other: "a" }, undefined],
  [{}, undefined],
  [null, undefined],
  ["a", undefined],
])("of %o the only member `prefix` is %o", (value, member) => {
  expect(readOnlyMember(value, "prefix")).toBe(member);
});
