import { describe, expect, test } from "vitest";
import {
  anything,
  checkPresetOptions,
  flag,
  guid,
  hostName,
  listOf,
  oneOf,
  oneOrMore,
  optional,
  originUrl,
  prefixRule,
  serverUrl,
  text,
  toHost,
  toOrigin,
  withoutFinalSlash,
} from "../../src/issuers/preset-problems.js";
import { problemsOfPreset } from "../support/preset-problems.js";

interface Options {
  readonly domain?: string;
  readonly audience?: string;
}

const check = (options: unknown, together?: () => readonly string[]): readonly string[] =>
  problemsOfPreset((given: Options) => {
    checkPresetOptions("acme", given, {
      rules: { domain: hostName("acme.example"), audience: optional(text({ example: "api" })) },
      ...(together === undefined ? {} : { together }),
    });
  }, options);

describe("the options of a preset", () => {
  test("pass if every rule is kept", () => {
    expect(check({ domain: "acme.example", audience: "orders" })).toEqual([]);
  });

  test("are refused with everything that is wrong at once, each with the name of the preset", () => {
    expect(check({ domian: "acme.example", audience: 7 })).toEqual([
      'acme: there is no option "domian" of acme(): did you mean domain?',
      'acme: domain is required, such as "acme.example" (is a variable of the environment not set?)',
      'acme: audience must be a text, such as "api"',
    ]);
  });

  test("are told where an option of an issuer belongs", () => {
    expect(check({ domain: "acme.example", tokenKind: "lenient" })).toEqual([
      "acme: tokenKind is no option of acme(), it belongs to what it gives: { ...acme(...), tokenKind: ... }",
    ]);
  });

  test.each([undefined, null, "acme.example", ["acme.example"]])("must be an object, not %o", (options) => {
    expect(check(options)).toEqual(["acme: takes an object with domain, audience"]);
  });

  test("are judged together once each is fine by itself", () => {
    const together = (): readonly string[] => ["domain and audience exclude each other"];
    expect(check({ domain: "acme.example" }, together)).toEqual(["acme: domain and audience exclude each other"]);
    expect(check({}, together)).toHaveLength(1);
    expect(check({}, together)[0]).toContain("is required");
  });
});

describe("a rule", () => {
  test.each([
    ["text", text({ example: "x" }), ["orders", "api://orders", "urn:x:y"]],
    ["text of a pattern", text({ example: "a1", pattern: /^a\d$/ }), ["a7"]],
    ["GUID", guid, ["6e74172b-be56-4843-9ff4-e66a39bb12e3", "6E74172B-BE56-4843-9FF4-E66A39BB12E3"]],
    [
      "host name",
      hostName("a.example"),
      ["acme.eu.auth0.com", "localhost", "localhost:4000", "192.0.2.1", "A.example"],
    ],
    ["origin", originUrl("https://a.example"), ["https://a.example", "https://a.example/", "http://127.0.0.1:3001"]],
    ["URL of a server", serverUrl("https://a.example"), ["https://a.example/auth", "http://localhost:80/x/"]],
    ["choice", oneOf("v1", "v2"), ["v1", "v2"]],
    ["flag", flag, [true, false]],
    ["list", listOf(oneOf("a", "b")), [["a"], ["b", "a"]]],
    ["value or list", oneOrMore(oneOf("a", "b")), ["a", ["b", "a"]]],
    ["prefix", prefixRule, [undefined, "", "role:", "orders/"]],
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
    ["a URL for a host", hostName("a.example"), "https://b.example/x", hostAlone("b.example")],
    ["a host with a slash", hostName("a.example"), "b.example/", hostAlone("a.example")],
    ["a host with a user", hostName("a.example"), "u@b.example", hostAlone("a.example")],
    ["a host with a dot too many", hostName("a.example"), "b..example", hostAlone("a.example")],
    ["a host for a URL", serverUrl("https://a.example"), "b.example", notHost("https://b.example")],
    ["http", serverUrl("https://a.example"), "http://b.example", "must use https (http is for loopback)"],
    ["a query", serverUrl("https://a.example"), "https://b.example?x", "must have no query"],
    ["a path", originUrl("https://a.example"), "https://b.example/x", originOf("https://b.example")],
    ["upper case", originUrl("https://a.example"), "https://B.example", originOf("https://b.example")],
    ["another choice", oneOf("v1", "v2"), "v3", 'must be "v1" or "v2"'],
    ["no flag", flag, "true", "must be true or false"],
    ["an empty list", listOf(flag), [], "must be a list with at least one entry"],
    ["no list", listOf(flag), true, "must be a list with at least one entry"],
    ["an entry", listOf(flag), [true, 1], "has an entry that must be true or false"],
    ["an empty list of values", oneOrMore(flag), [], "must be a list with at least one entry"],
    ["nothing for a flag", flag, undefined, "must be true or false"],
  ])("refuses %s, and says how to mend it", (_, rule, value, sentence) => {
    expect(rule(value)).toBe(sentence);
  });

  test.each([true, " ", "a b", 'a"', "a\\"])("refuses %o as what stands before a scope (RFC 6749 §3.3)", (value) => {
    expect(prefixRule(value)).toMatch(/^must be what stands before each value/);
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

test("host names are written as servers write them into iss", () => {
  expect(toHost("Acme.EU.auth0.com")).toBe("acme.eu.auth0.com");
  expect(toOrigin("https://A.example:8443/x?y")).toBe("https://a.example:8443");
  expect(withoutFinalSlash("https://a.example/x/")).toBe("https://a.example/x");
  expect(withoutFinalSlash("https://a.example/x")).toBe("https://a.example/x");
});

function hostAlone(host: string): string {
  return `must be a host name alone, without https:// and slashes: "${host}"`;
}

function notHost(url: string): string {
  return `must be a URL and not a host name alone: "${url}"`;
}

function originOf(origin: string): string {
  return `must have no path and be written in lower case: "${origin}"`;
}
