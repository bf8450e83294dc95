import { describe, expect, test } from "vitest";
import { PASS } from "../../src/outcome.js";
import { checkScopes, DEFAULT_SCOPE_SOURCES, parseScopes } from "../../src/policy/scope.js";
import { accessTokenWith } from "../support/access-token.js";

describe("the scopes a token grants (RFC 6749 §3.3)", () => {
  test.each([
    ["scope as a string", { scope: "a b" }, ["a", "b"]],
    ["scope as a list, as Duende writes", { scope: ["a", "b"] }, ["a", "b"]],
    ["scp as a list, as Hydra writes", { scp: ["a", "b"] }, ["a", "b"]],
    ["scp as a string, as Entra writes", { scp: "a b" }, ["a", "b"]],
    ["spaces too many", { scope: "  a   b " }, ["a", "b"]],
    ["an empty string, as Logto writes", { scope: "" }, []],
    ["an empty list", { scope: [] }, []],
    ["no claim", {}, []],
    ["scope where both are there, never the union", { scope: "a", scp: ["b"] }, ["a"]],
    ["an empty scope where both are there", { scope: "", scp: ["b"] }, []],
    ["an element with a space, unsplit", { scp: ["a b"] }, ["a b"]],
    [
      "a tab, a line break and other white space as letters",
      { scope: "a\tb c\nd e\u00a0f" },
      ["a\tb", "c\nd", "e\u00a0f"],
    ],
    ["a comma and a semicolon as letters", { scope: "a,b c;d" }, ["a,b", "c;d"]],
    ["names of inherited members", { scope: "__proto__ constructor" }, ["__proto__", "constructor"]],
    ["scopes, as SimpleSAMLphp writes", { scopes: ["a", "b"] }, ["a", "b"]],
    ["scp where scopes is there, too", { scp: "a", scopes: ["b"] }, ["a"]],
    ["nothing from permissions or roles", { permissions: ["a"], roles: ["b"] }, []],
  ])("are read from %s", (_, claims, scopes) => {
    expect([...parseScopes(claims)]).toEqual(scopes);
  });

  test.each([null, 1, true, { "api:read": true }, [["api:read"]], ["api:read", 1]])(
    "are none when the claim is %j",
    (scope) => {
      expect(parseScopes({ scope }).size).toBe(0);
    },
  );

  test.each([null, 1, true, {}, [1]])("are none when scope is %j, whatever scp and scopes say", (scope) => {
    expect(parseScopes({ scope, scp: "a", scopes: ["b"] }).size).toBe(0);
  });

  test.each([
    ["the claim that is configured", ["grants"], { grants: "a", scope: "b" }, ["a"]],
    ["the first of those that is there", ["two", "one"], { one: "a", two: "b" }, ["b"]],
    ["no claim that is not configured", ["grants"], { scope: "b", scp: "c" }, []],
    ["no inherited member", ["constructor", "__proto__", "grants"], { grants: "a" }, ["a"]],
  ])("are read from %s", (_, scopeClaims, claims, scopes) => {
    expect([...parseScopes(claims, { ...DEFAULT_SCOPE_SOURCES, scopeClaims })]).toEqual(scopes);
  });

  test("hold the values of permission claims, too, each once (RFC 9068 §2.2.3.1)", () => {
    const permissionClaims = [
      { path: ["permissions"], prefix: "" },
      { path: ["roles"], prefix: "role:" },
    ];
    const claims = { scope: "a b", permissions: ["b", "c"], roles: "d" };
    expect([...parseScopes(claims, { ...DEFAULT_SCOPE_SOURCES, permissionClaims })]).toEqual(["a", "b", "c", "role:d"]);
  });

  test("hold what they imply, wherever they come from", () => {
    const sources = {
      ...DEFAULT_SCOPE_SOURCES,
      permissionClaims: [{ path: ["roles"], prefix: "" }],
      impliedScopes: new Map([
        ["write", new Set(["read"])],
        ["admin", new Set(["write", "read"])],
      ]),
    };
    expect([...parseScopes({ scope: "write x" }, sources)]).toEqual(["write", "x", "read"]);
    expect([...parseScopes({ roles: ["admin"] }, sources)]).toEqual(["admin", "write", "read"]);
    expect([...parseScopes({ scope: "read" }, sources)]).toEqual(["read"]);
  });

  test("are a list in JSON", () => {
    expect(JSON.stringify({ scopes: parseScopes({ scope: "a b" }) })).toBe('{"scopes":["a","b"]}');
  });

  test("cannot be changed", () => {
    const scopes = parseScopes({ scope: "a" }) as Set<string>;
    expect(() => scopes.add("b")).toThrow(new TypeError("The scopes of an access token cannot be changed"));
    expect(() => scopes.delete("a")).toThrow(new TypeError("The scopes of an access token cannot be changed"));
    expect(() => scopes.clear()).toThrow(new TypeError("The scopes of an access token cannot be changed"));
    expect([...scopes]).toEqual(["a"]);
  });
});

describe("what a route asks (RFC 6750 §3.1)", () => {
  const token = accessTokenWith({ scope: "api:read api:write" });

  test.each([
    ["nothing", {}],
    ["one scope it has", { scopes: ["api:read"] }],
    ["two scopes it has", { scopes: ["api:write", "api:read"] }],
    ["one of several", { anyScopes: ["api:admin", "api:read"] }],
    ["both kinds", { scopes: ["api:read"], anyScopes: ["api:write"] }],
  ])("passes on %s", (_, requirement) => {
    expect(checkScopes(token, requirement)).toBe(PASS);
  });

  test.each([
    ["a scope it lacks", { scopes: ["api:admin"] }, ["api:admin"]],
    ["one of two it lacks, naming both", { scopes: ["api:read", "api:admin"] }, ["api:read", "api:admin"]],
    ["none of several", { anyScopes: ["a", "b"] }, ["a", "b"]],
    ["one kind of both", { scopes: ["api:read"], anyScopes: ["b", "api:read-all"] }, ["api:read", "b", "api:read-all"]],
    ["a prefix", { scopes: ["api"] }, ["api"]],
    ["more letters", { scopes: ["api:readwrite"] }, ["api:readwrite"]],
    ["another case", { scopes: ["API:READ"] }, ["API:READ"]],
    ["a pattern", { scopes: ["api:*"] }, ["api:*"]],
    ["an inherited name", { scopes: ["constructor"] }, ["constructor"]],
  ])("denies %s", (_, requirement, requiredScopes) => {
    expect(checkScopes(token, requirement)).toMatchObject({
      kind: "denied",
      reason: "scope_insufficient",
      detail: expect.stringContaining('the token grants ["api:read","api:write"]; asked are '),
      requiredScopes,
    });
  });

  test("says what was asked and what was granted", () => {
    const detailOf = (claims: object, requirement: object): unknown =>
      (checkScopes(accessTokenWith({ ...claims }), requirement) as { detail?: unknown }).detail;
    expect(detailOf({ scope: "a" }, { scopes: ["b", "c"], anyScopes: ["d", "e"] })).toBe(
      'the token grants ["a"]; asked are all of ["b","c"] and one of ["d","e"]',
    );
    expect(detailOf({}, { scopes: ["b"] })).toBe(
      'the token grants no scope (see scopeClaims and permissionClaims); asked are all of ["b"]',
    );
    expect(detailOf({}, { anyScopes: ["d"] })).toBe(
      'the token grants no scope (see scopeClaims and permissionClaims); asked are one of ["d"]',
    );
  });

  test("names a scope once that is asked for twice", () => {
    expect(checkScopes(token, { scopes: ["x", "x", "y"] })).toMatchObject({ requiredScopes: ["x", "y"] });
  });

  test("does not name what comes with another scope of the requirement", () => {
    const implied = new Map([["api:delete", new Set(["api:write", "api:read"])]]);
    expect(checkScopes(token, { scopes: ["api:delete", "api:read"] }, implied)).toMatchObject({
      requiredScopes: ["api:delete"],
    });
  });
});
