import { expect, test } from "vitest";
import { asScopesRule, toPermissionClaims } from "../../src/issuers/as-scopes.js";
import { auth0, cognito, entra, keycloak } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

test.each([[undefined], [{ prefix: "" }], [{ prefix: "role:" }], [{ prefix: "orders/" }]])("%o is taken", (value) => {
  expect(asScopesRule(value)).toBeUndefined();
});

test.each([
  [true],
  ["role:"],
  [null],
  [[]],
  [{}],
  [{ prefix: true }],
  [{ prefix: "a b" }],
  [{ prefix: 'a"' }],
  [{ prefix: "a\\" }],
  [{ prefix: "role:", path: ["roles"] }],
])("%o is refused: a prefix is part of a scope (RFC 6749 §3.3)", (value) => {
  expect(asScopesRule(value)).toBe(
    'must be { prefix: "role:" }, with what stands before each value, or { prefix: "" } for nothing; white space and quotes cannot be in it',
  );
});

test("a claim that was not chosen is none of the permission claims", () => {
  const [roles, groups] = [
    { path: ["roles"], as: { prefix: "role:" } },
    { path: ["groups"], as: undefined },
  ];
  expect(toPermissionClaims([groups])).toEqual({});
  expect(toPermissionClaims([roles, groups])).toEqual({ permissionClaims: [{ path: ["roles"], prefix: "role:" }] });
});

test.each([
  ["auth0", auth0, { domain: "acme.eu.auth0.com" }, "permissionsPrefix", "permissionsAsScopes: { prefix: ... }"],
  ["auth0", auth0, { domain: "acme.eu.auth0.com" }, "permissions", "permissionsAsScopes"],
  [
    "entra",
    entra,
    { tenantId: "11111111-2222-4333-8444-555555555abc", version: "v2" },
    "rolesPrefix",
    "rolesAsScopes: { prefix: ... }",
  ],
  [
    "keycloak",
    keycloak,
    { url: "https://sso.acme.example", realm: "acme" },
    "realmRolesPrefix",
    "realmRolesAsScopes: { prefix: ... }",
  ],
  ["keycloak", keycloak, { url: "https://sso.acme.example", realm: "acme" }, "clientRoles", "clientRolesAsScopes"],
  [
    "cognito",
    cognito,
    { region: "eu-west-1", userPoolId: "eu-west-1_A", clientIds: ["a"] },
    "groupsPrefix",
    "groupsAsScopes: { prefix: ... }",
  ],
])("%s() says what is meant", (name, preset, options, given, meant) => {
  expect(problemsOfPreset(preset, { ...options, [given]: "x" })).toEqual([
    `${name}: there is no option "${given}" of ${name}(): did you mean ${meant}?`,
  ]);
});
