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
    { path: ["resource_access", "api", "roles"], prefix: "role:" },
  ];
  expect(issuerWith({ scopeClaims: ["scp"], permissionClaims })).toMatchObject({
    scopeClaims: ["scp"],
    permissionClaims: [
      { path: ["https://acme.example/roles"], prefix: "" },
      { path: ["cognito:groups"], prefix: "" },
      { path: ["resource_access", "api", "roles"], prefix: "role:" },
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

const REMEDY = 'give both a prefix, such as "client:" and "realm:", so that neither begins with the other';

test.each<[string, readonly [object, object], string, string]>([
  [
    "a client of that name",
    [{ path: ["r", "*", "roles"] }, { path: ["realm", "roles"], prefix: "realm:" }],
    '["r","*","roles"], which has no prefix,',
    '["realm","roles"] with "realm:"',
  ],
  [
    "a client with a part of it in its name",
    [{ path: ["r", "*"] }, { path: ["roles"], prefix: "role_" }],
    '["r","*"], which has no prefix,',
    '["roles"] with "role_"',
  ],
  [
    "a client of the second part",
    [
      { path: ["r", "*"], prefix: "kc:" },
      { path: ["roles"], prefix: "kc:realm:" },
    ],
    '["r","*"] with "kc:"',
    '["roles"] with "kc:realm:"',
  ],
  [
    "another *",
    [{ path: ["r", "*"] }, { path: ["groups", "*"], prefix: "g:" }],
    '["r","*"], which has no prefix,',
    '["groups","*"] with "g:"',
  ],
  [
    "a role that is called as what * gives",
    [
      { path: ["roles"], prefix: "c:" },
      { path: ["r", "*"], prefix: "c:x:" },
    ],
    '["roles"] with "c:"',
    '["r","*"] with "c:x:"',
  ],
  [
    "a role without a prefix",
    [{ path: ["roles"] }, { path: ["r", "*"], prefix: "client:" }],
    '["roles"], which has no prefix,',
    '["r","*"] with "client:"',
  ],
  [
    "a role, where there is no *",
    [
      { path: ["groups"], prefix: "role:" },
      { path: ["admins"], prefix: "role:admin:" },
    ],
    '["groups"] with "role:"',
    '["admins"] with "role:admin:"',
  ],
])("refused: a prefix that %s can make", (_, permissionClaims, by, of) => {
  for (const claims of [permissionClaims, permissionClaims.toReversed()]) {
    expect(problemsOf({ permissionClaims: claims })).toEqual([
      `issuer "${issuer}": permissionClaims: values of ${by} may pass for those of ${of}: ${REMEDY}`,
    ]);
  }
});

test.each<[string, readonly [object, object]]>([
  [
    "of * and of another claim",
    [
      { path: ["r", "*"], prefix: "client:" },
      { path: ["roles"], prefix: "client:" },
    ],
  ],
  [
    "of two *",
    [
      { path: ["r", "*"], prefix: "client:" },
      { path: ["s", "*"], prefix: "client:" },
    ],
  ],
  ["that two * lack", [{ path: ["r", "*"] }, { path: ["s", "*"] }]],
])("refused: the same prefix %s", (_, permissionClaims) => {
  expect(problemsOf({ permissionClaims })).toEqual([
    expect.stringMatching(
      /: permissionClaims: values of \["r","\*"\].* may pass for those of \["\w+".*: give both a prefix/,
    ),
  ]);
});

test("each two claims that can be taken for each other are named", () => {
  const permissionClaims = ["a:", "a:b:", "a:b:c:"].map((prefix) => ({ path: [prefix], prefix }));
  expect(problemsOf({ permissionClaims })).toHaveLength(3);
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
    "two claims without * are meant to be one",
    [
      { path: ["role"], prefix: "role:" },
      { path: ["roles"], prefix: "role:" },
    ],
  ],
  ["a claim without * may grant every scope", [{ path: ["permissions"] }, { path: ["roles"], prefix: "role:" }]],
  [
    "neither begins with the other",
    [
      { path: ["r", "realm"], prefix: "realm:" },
      { path: ["roles"], prefix: "r:" },
    ],
  ],
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
