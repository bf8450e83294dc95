import { describe, expect, test } from "vitest";
import type { VerifierOptions } from "../src/options.js";
import { resolveImpliedScopes } from "../src/resolve-implied-scopes.js";
import { resolveOptions } from "../src/resolve-options.js";
import { AUDIENCE, ISSUER } from "./support/issuer.js";
import { problemsOf } from "./support/options.js";

function resolve(option: VerifierOptions["impliedScopes"]): object {
  const problems: string[] = [];
  const implied = resolveImpliedScopes(option, problems);
  expect(problems).toEqual([]);
  return Object.fromEntries([...implied].map(([scope, others]) => [scope, [...others]]));
}

test("nothing is implied if nothing is said", () => {
  expect(resolve(undefined)).toEqual({});
});

test("implications are followed to their end", () => {
  expect(resolve({ admin: ["write", "audit"], write: ["read"], read: ["list"] })).toEqual({
    admin: ["write", "audit", "read", "list"],
    write: ["read", "list"],
    read: ["list"],
  });
});

test("several ways to one scope are no circle", () => {
  expect(resolve({ admin: ["write", "delete"], write: ["read"], delete: ["read"] })).toEqual({
    admin: ["write", "delete", "read"],
    write: ["read"],
    delete: ["read"],
  });
});

test("names of inherited members are scopes like others", () => {
  expect(resolve({ a: ["constructor"], toString: ["a"] })).toEqual({
    a: ["constructor"],
    toString: ["a", "constructor"],
  });
});

test("they hold for all issuers and for challenges", () => {
  const issuer = [ISSUER, "https://b.example"];
  const { issuers, impliedScopes } = resolveOptions({ issuer, audience: AUDIENCE, impliedScopes: { a: ["b"] } });
  expect([...issuers.values()].map((each) => each.impliedScopes)).toEqual([impliedScopes, impliedScopes]);
  expect(impliedScopes).toEqual(new Map([["a", new Set(["b"])]]));
});

test("they are an option of the verifier, not of an issuer", () => {
  expect(problemsOf({ issuer: { issuer: ISSUER, impliedScopes: { a: ["b"] } } }).join()).toMatch(
    /impliedScopes is no option of an issuer, it belongs to the verifier/,
  );
});

describe("refused", () => {
  test.each<[string, unknown, RegExp]>([
    ["a list", ["a"], /impliedScopes must be an object that names scopes/],
    ["null", null, /impliedScopes must be an object/],
    ["a map", new Map([["a", ["b"]]]), /impliedScopes must be an object/],
    ["nothing in it", {}, /impliedScopes is empty/],
    ["an empty list", { a: [] }, /"a" must have a list of at least one scope/],
    ["a string for a list", { a: "b" }, /"a" must have a list of at least one scope/],
    ["a list that is not set", { a: undefined }, /"a" must have a list of at least one scope/],
    ["a name that is no scope token", { "a b": ["c"] }, /"a b" is not a scope token \(RFC 6749 §3\.3\)/],
    ["a name that is empty", { "": ["c"] }, /"" is not a scope token/],
    ["an implied scope that is no scope token", { a: ["b", 'c"'] }, /"c\\"" is not a scope token/],
    ["an implied scope that is not set", { a: [undefined] }, /undefined is not a scope token/],
    ["a scope that implies itself", { a: ["b", "a"] }, /"a" implies itself, which goes without saying/],
    ["two that imply each other", { a: ["b"], b: ["a"] }, /in a circle: "a" implies "b" implies "a"\. Scopes that/],
    [
      "a circle behind a scope",
      { x: ["a"], a: ["b"], b: ["c"], c: ["a"] },
      /: "a" implies "b" implies "c" implies "a"/,
    ],
  ])("%s", (_, impliedScopes, message) => {
    const problems = problemsOf({ impliedScopes });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  test("every circle, each once", () => {
    expect(problemsOf({ impliedScopes: { a: ["b"], b: ["a"], c: ["d"], d: ["c"] } })).toHaveLength(2);
  });
});
