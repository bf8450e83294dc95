import { expect, test } from "vitest";
import { ISSUER as issuer } from "./support/issuer.js";
import { issuerWith, problemsOf } from "./support/options.js";

test("the scopes stand in scope, scp or scopes, and nowhere else, if nothing is said", () => {
  expect(issuerWith({})).toMatchObject({ scopeClaims: ["scope", "scp", "scopes"], permissionClaims: [] });
});

test("a name is one claim, whatever it is made of", () => {
  const permissionClaims = [
    "https://acme.example/roles",
    "cognito:groups",
    { path: ["resource_access", "*", "roles"], prefix: "role:" },
  ];
  expect(issuerWith({ scopeClaims: ["scp"], permissionClaims })).toMatchObject({
    scopeClaims: ["scp"],
    permissionClaims: [
      { path: ["https://acme.example/roles"], prefix: "" },
      { path: ["cognito:groups"], prefix: "" },
      { path: ["resource_access", "*", "roles"], prefix: "role:" },
    ],
  });
});

test("an empty prefix is none", () => {
  expect(issuerWith({ permissionClaims: [{ path: ["roles"], prefix: "" }] })).toMatchObject({
    permissionClaims: [{ path: ["roles"], prefix: "" }],
  });
});

test("an issuer says it for itself, too", () => {
  const own = { issuer, scopeClaims: ["scp"], permissionClaims: ["roles"] };
  expect(issuerWith({ issuer: own })).toMatchObject({
    scopeClaims: ["scp"],
    permissionClaims: [{ path: ["roles"], prefix: "" }],
  });
});

test.each<[string, readonly object[]]>([
  ["by a client of that name", [{ path: ["r", "*", "roles"] }, { path: ["realm", "roles"], prefix: "realm:" }]],
  ["by a client with a part of it in its name", [{ path: ["r", "*", "roles"] }, { path: ["roles"], prefix: "role_" }]],
  [
    "by a client of the second part",
    [
      { path: ["r", "*"], prefix: "kc:" },
      { path: ["roles"], prefix: "kc:realm:" },
    ],
  ],
  ["by another *", [{ path: ["groups", "*"], prefix: "g:" }, { path: ["r", "*", "roles"] }]],
])("refused: a prefix that * can make, %s", (_, permissionClaims) => {
  for (const claims of [permissionClaims, permissionClaims.toReversed()]) {
    expect(problemsOf({ permissionClaims: claims })).toEqual([
      expect.stringMatching(
        /permissionClaims: what "\*" stands for in \["\w+","\*".*\] may begin with the prefix "[\w:]+" of another claim: give that path a prefix, such as "client:", so that neither begins with the other$/,
      ),
    ]);
  }
});

test.each<[string, readonly object[]]>([
  [
    "the prefix of * is another",
    [
      { path: ["r", "*"], prefix: "client:" },
      { path: ["roles"], prefix: "realm:" },
    ],
  ],
  ["no name can begin with a colon", [{ path: ["r", "*"] }, { path: ["roles"], prefix: ":realm:" }]],
  ["nothing is kept apart by a prefix", [{ path: ["r", "*"] }, { path: ["roles"] }]],
  [
    "both are given the same prefix",
    [
      { path: ["r", "*"], prefix: "x:" },
      { path: ["s", "*"], prefix: "x:" },
    ],
  ],
  ["there is no *", [{ path: ["r", "realm"], prefix: "realm:" }, { path: ["roles"], prefix: "r:" }, { path: ["p"] }]],
])("not refused: prefixes where %s", (_, permissionClaims) => {
  expect(problemsOf({ permissionClaims })).toEqual([]);
});

test.each<[string, object, RegExp]>([
  ["no scope claim", { scopeClaims: [] }, /scopeClaims must be a list that names at least one/],
  ["a scope claim that is no list", { scopeClaims: "scp" }, /scopeClaims must be a list/],
  ["a scope claim without a name", { scopeClaims: [""] }, /scopeClaims must be a list/],
  ["no permission claim", { permissionClaims: [] }, /permissionClaims must be a list of at least one claim: give/],
  ["permission claims that are no list", { permissionClaims: "roles" }, /permissionClaims must be a list/],
  ["a permission claim without a name", { permissionClaims: [""] }, /permissionClaims: give the name of a claim/],
  ["a permission claim that is a number", { permissionClaims: [1] }, /permissionClaims: give the name of a claim/],
  ["a permission claim that is null", { permissionClaims: [null] }, /permissionClaims: give the name of a claim/],
  ["a path without its object", { permissionClaims: [["a", "b"]] }, /or \{ path: \["realm_access", "roles"\] \}/],
  ["a path that is missing", { permissionClaims: [{ prefix: "a" }] }, /path must be a list of names from the outside/],
  ["a path with dots", { permissionClaims: [{ path: "realm_access.roles" }] }, /path must be a list of names from/],
  ["a path that is empty", { permissionClaims: [{ path: [] }] }, /path must be a list that names at least one/],
  ["a path with an empty name", { permissionClaims: [{ path: ["a", ""] }] }, /path must be a list that names at least/],
  ["* alone", { permissionClaims: ["*"] }, /"\*" stands for names within a claim: begin with the claim itself/],
  ["a path that is * alone", { permissionClaims: [{ path: ["*"] }] }, /"\*" stands for names within a claim/],
  ["a path that begins with *", { permissionClaims: [{ path: ["*", "roles"] }] }, /"\*" stands for names within/],
  ["an unknown member", { permissionClaims: [{ path: ["a"], prefx: "b" }] }, /"prefx" .* did you mean prefix\?/],
  ["a prefix that is a number", { permissionClaims: [{ path: ["a"], prefix: 1 }] }, /prefix must be a string/],
  ["a prefix that is null", { permissionClaims: [{ path: ["a"], prefix: null }] }, /prefix must be a string/],
  ["a prefix no scope can have", { permissionClaims: [{ path: ["a"], prefix: "my role:" }] }, /RFC 6749 §3\.3/],
])("refused: %s", (_, options, message) => {
  const problems = problemsOf(options);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(message);
});
