import { expect, test } from "vitest";
import { type ImpliedScopes, toChallengeScopes } from "../../src/policy/implied-scopes.js";

/** `admin` implies `write` and `delete`, which both imply `read`. */
const implied: ImpliedScopes = new Map([
  ["admin", new Set(["write", "delete", "read"])],
  ["write", new Set(["read"])],
  ["delete", new Set(["read"])],
]);

test.each([
  ["no scope", {}, []],
  ["scopes that have nothing to do with one another", { scopes: ["a", "b"] }, ["a", "b"]],
  ["a scope that another one implies", { scopes: ["read", "write"] }, ["write"]],
  ["the same in the other order", { scopes: ["write", "read"] }, ["write"]],
  ["a scope that is implied two steps away", { scopes: ["read", "admin"] }, ["admin"]],
  ["scopes that imply the same", { scopes: ["write", "delete"] }, ["write", "delete"]],
  ["the least of alternatives", { anyScopes: ["admin", "write"] }, ["write"]],
  ["alternatives that imply the same", { anyScopes: ["write", "delete"] }, ["write", "delete"]],
  ["alternatives one of which is needed anyway", { scopes: ["a"], anyScopes: ["b", "a"] }, ["a"]],
  ["alternatives one of which comes with what is needed", { scopes: ["write"], anyScopes: ["read", "x"] }, ["write"]],
  [
    "a scope that comes with every alternative",
    { scopes: ["read"], anyScopes: ["write", "delete"] },
    ["write", "delete"],
  ],
  [
    "a scope that comes with some alternatives",
    { scopes: ["read"], anyScopes: ["write", "x"] },
    ["read", "write", "x"],
  ],
])("of %s no more is asked than is needed (RFC 6750 §3)", (_, requirement, scopes) => {
  expect(toChallengeScopes(requirement, implied)).toEqual(scopes);
});
