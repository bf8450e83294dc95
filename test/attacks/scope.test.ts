import { createVerifier } from "@ostiary/core";
import { expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { expectAccepted, expectRefused } from "./support/expect-refused.js";

const arena = await createArena();
const { a } = arena;

test.each([
  ["H-01", "a scope that begins alike", { scope: "api:readwrite" }],
  ["H-02", "a scope that ends alike", { scope: "xapi:read" }],
  ["H-02", "a scope that goes on", { scope: "api:read:own" }],
  ["H-02", "a scope that stops short", { scope: "api" }],
  ["H-04", "a comma between scopes", { scope: "api:read,api:write" }],
  ["H-04", "a semicolon between scopes", { scope: "api:read;x" }],
  ["H-05", "a tab between scopes", { scope: "api:read\tx" }],
  ["H-05", "a line feed between scopes", { scope: "api:read\nx" }],
  ["H-05", "a carriage return between scopes", { scope: "api:read\rx" }],
  ["H-05", "a no-break space between scopes", { scope: "api:read\u00a0x" }],
  ["H-05", "a line separator between scopes", { scope: "api:read\u2028x" }],
  ["H-08", "a list in a list", { scope: [["api:read"]] }],
  ["H-08", "an object", { scope: { "api:read": true } }],
  ["H-08", "a number", { scope: 1 }],
  ["H-08", "null", { scope: null }],
  ["H-08", "true", { scope: true }],
  ["H-09", "a list with two scopes in one element", { scope: ["api:write api:read"] }],
  ["H-10", "the scope in scp beside another scope", { scope: "api:write", scp: ["api:read"] }],
  ["H-10", "the scope in roles and permissions", { scope: "", roles: ["api:read"], permissions: ["api:read"] }],
  ["H-11", "names of inherited members", { scope: "__proto__ constructor toString" }],
  ["H-12", "a wildcard", { scope: "* api:* api.read" }],
  ["H-13", "letters that only look alike", { scope: "\u0430pi:read" }],
  ["H-13", "another case", { scope: "API:READ" }],
  ["H-19", "no scope at all", { scope: undefined }],
])("%s: %s does not grant the scope (RFC 6749 §3.3, RFC 6750 §3.1)", (_, __, changes) =>
  expectRefused(arena, a.issue(changes), "scope_insufficient"),
);

test.each([
  ["H-06", "spaces too many", { scope: "  api:read  api:write " }],
  ["H-07", "a list, as some servers write", { scope: ["api:read"] }],
])("%s: %s grants the scope", (_, __, changes) => expectAccepted(arena, a.issue(changes)));

/** The same claims, at an API that takes roles and permissions for scopes. */
const permissive = await createArena({
  permissionClaims: [
    { path: ["roles"], prefix: "role:" },
    { path: ["resource_access", "*", "roles"] },
    { path: ["realm", "roles"] },
  ],
  impliedScopes: { "api:admin": ["api:write"], "api:write": ["api:read"] },
});

test.each([
  ["H-08", "roles in a list in a list", { realm: { roles: [["api:read"]] } }],
  ["H-08", "roles as objects", { realm: { roles: [{ value: "api:read" }] } }],
  ["H-08", "roles among others that are none", { realm: { roles: ["api:read", 1] } }],
  ["H-08", "an object that denies the role", { realm: { roles: { "api:read": false } } }],
  ["H-09", "two roles in one text", { realm: { roles: "api:read api:write" } }],
  ["H-10", "a scope in permissions, which are not configured", { permissions: ["api:read"] }],
  ["H-10", "a scope in scp, beside a scope of the wrong type", { scope: null, scp: "api:read" }],
  ["H-10", "a scope in scopes, beside an empty one", { scope: "", scopes: ["api:read"] }],
  ["H-10", "a role that has the name of the scope", { roles: ["api:read"] }],
  ["H-10", "a role of a client that makes the name together", { resource_access: { "api:read": { roles: [""] } } }],
  ["H-10", "a role of a client with a colon in its name", { resource_access: { "api:": { roles: ["read"] } } }],
  ["H-11", "a role of an inherited member", { realm: {}, resource_access: "constructor" }],
  ["H-21", "a scope that another one begins with", { scope: "api" }],
  ["H-21", "a scope that begins like one that implies it", { scope: "api:write:all api:admins" }],
  ["H-21", "a wildcard over what is implied", { scope: "api:*" }],
])("%s: %s does not grant the scope where roles count and scopes imply others (RFC 6749 §3.3)", (_, __, changes) =>
  expectRefused(permissive, permissive.a.issue({ scope: "", ...changes }), "scope_insufficient"),
);

test.each([
  ["H-10", "a role that is configured", { realm: { roles: ["api:read"] } }],
  ["H-10", "a role of a client, after its name", { resource_access: { api: { roles: ["read"] } } }],
  ["H-21", "a scope that implies it", { scope: "api:write" }],
  ["H-21", "a scope that implies it two steps away", { scope: "api:admin" }],
  ["H-21", "a role that implies it", { realm: { roles: ["api:admin"] } }],
])("%s: %s grants the scope where that is configured", (_, __, changes) =>
  expectAccepted(permissive, permissive.a.issue({ scope: "", ...changes })),
);

test("H-15: a token full of scopes costs no more than it is long", async () => {
  const many = { impliedScopes: Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`s${at}`, [`s${at + 1}`]])) };
  const { verify } = createVerifier({
    issuer: { issuer: a.issuer, jwks: a.jwks() },
    audience: AUDIENCE,
    clock: arena.clock,
    maxTokenBytes: 1_048_576,
    permissionClaims: [{ path: ["r", "*", "roles"] }],
    ...many,
  });
  const scope = Array.from({ length: 100_000 }, () => "s0").join(" ");
  expect((await verify(a.issue({ scope }))).scopes.size).toBe(100);
  const names = Array.from({ length: 20_000 }, (_, at) => `r${at}`);
  const r = { ["client".repeat(100)]: { roles: names }, other: { roles: ["x"] } };
  const { scopes } = await verify(a.issue({ scope: "", r }));
  expect(scopes.size).toBe(1000);
  expect([...scopes].join("").length).toBeLessThan(1_048_576);
});

test("H-06: no token grants the empty scope, and no route can ask for it (RFC 6749 §3.3)", async () => {
  const { verify } = createVerifier({
    issuer: { issuer: a.issuer, jwks: a.jwks() },
    audience: AUDIENCE,
    clock: arena.clock,
  });
  const { scopes } = await verify(a.issue({ scope: "  api:read  " }));
  expect([...scopes]).toEqual(["api:read"]);
  await expect(verify(a.issue(), { scopes: [""] })).rejects.toMatchObject({ code: "configuration" });
});

test("H-11: a route may ask for the name of an inherited member (RFC 6749 §3.3)", async () => {
  const { verify } = createVerifier({
    issuer: { issuer: a.issuer, jwks: a.jwks() },
    audience: AUDIENCE,
    clock: arena.clock,
  });
  await expect(verify(a.issue({ scope: "constructor" }), { scopes: ["constructor"] })).resolves.toBeAccepted();
  await expect(verify(a.issue(), { scopes: ["constructor"] })).rejects.toBeDenied("scope_insufficient");
});

test.each(["", 1, [], null])("H-22: the subject %j is none (RFC 7519 §4.1.2)", (sub) =>
  expectRefused(arena, a.issue({ sub }), "malformed_token"),
);
