import { createVerifier, deny, PASS } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import {
  expectAccepted,
  expectAcceptedRequest,
  expectRefused,
  expectRefusedRequest,
} from "./support/expect-refused.js";

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
  permissionClaims: [{ path: ["resource_access", "*", "roles"] }, { path: ["realm", "roles"] }],
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
  ["H-10", "a role of a client that makes the name together", { resource_access: { "api:read": { roles: [""] } } }],
  ["H-10", "a role of a client with a colon in its name", { resource_access: { "api:": { roles: ["read"] } } }],
  ["H-11", "a role of an inherited member", { realm: {}, resource_access: "constructor" }],
  ["H-21", "a scope that another one begins with", { scope: "api" }],
  ["H-21", "a scope that begins like one that implies it", { scope: "api:write:all api:admins" }],
  ["H-21", "a wildcard over what is implied", { scope: "api:*" }],
])("%s: %s does not grant the scope where roles count and scopes imply others (RFC 6749 §3.3)", (_, __, changes) =>
  expectRefused(permissive, permissive.a.issue({ scope: "", ...changes }), "scope_insufficient"),
);

test("H-10: a role that has the name of the scope does not grant it where roles have a prefix", async () => {
  const prefixed = await createArena({ permissionClaims: [{ path: ["roles"], prefix: "role:" }] });
  await expectRefused(prefixed, prefixed.a.issue({ scope: "", roles: ["api:read"] }), "scope_insufficient");
});

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

test.each([{ sub: "x".repeat(10_000) }, { sub: "' OR 1=1--" }, { sub: "*)(uid=*" }, { sub: "a\r\nX: 1\u0000" }])(
  "H-22: a subject of any characters is handed on as it was signed, and means nothing here (RFC 7519 §4.1.2)",
  async (claims) => {
    for (const { ask } of arena.targets) {
      const answer = await ask({ authorization: [`Bearer ${a.issue(claims)}`] });
      expect(answer?.status).toBe(200);
      expect((JSON.parse(answer?.body ?? "") as Record<string, unknown>)["subject"]).toBe(claims.sub);
    }
  },
);

test("H-18: where a token for several APIs leaves open for which of them its scopes are, one can ask for tokens for us alone (RFC 9068 §5)", async () => {
  const shared = { aud: [AUDIENCE, "https://other.example"], scope: "api:read" };
  await expectAccepted(arena, a.issue(shared));
  const alone = await createArena({ soleAudience: true });
  await expectRefused(alone, alone.a.issue(shared), "audience_mismatch");
  await expectAccepted(alone, alone.a.issue({ ...shared, aud: [AUDIENCE] }));
});

describe("H-20: what a route asks is asked of every request, whatever way it comes (RFC 6750 §3.1)", () => {
  const authorization = [`Bearer ${a.issue({ scope: "api:read" })}`];

  test.each(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("by the method %s", async (method) => {
    await expectAcceptedRequest(arena, { authorization, method });
    await expectRefusedRequest(arena, { authorization, method, path: "/admin" }, "scope_insufficient");
    await expectAcceptedRequest(arena, { authorization, method });
  });

  test.each([
    ["with the parameters of another", "/admin?scope=api:admin&path=/orders"],
    ["with a fragment", "/admin#/orders"],
  ])("%s", (_, path) => expectRefusedRequest(arena, { authorization, path }, "scope_insufficient"));

  test("with credentials of another scheme besides", () =>
    expectRefusedRequest(
      arena,
      { authorization: [...authorization, "Basic YWRtaW46YWRtaW4="], path: "/admin" },
      "malformed_credentials",
    ));
});

describe("H-24: roles count in the shape in which they are declared, and in no other", () => {
  test.each([
    ["a text that is one role", { realm: { roles: "api:read" } }],
    ["a list of roles", { realm: { roles: ["x", "api:read"] } }],
    ["an object whose members are roles", { realm: { roles: { "api:read": true } } }],
  ])("%s grants it", (_, claims) => expectAccepted(permissive, permissive.a.issue({ scope: "", ...claims })));

  test.each([
    ["objects that hold a role", { realm: { roles: [{ value: "api:read" }] } }],
    ["a list that holds a list", { realm: { roles: ["api:read", ["x"]] } }],
    ["a text with a comma", { realm: { roles: "x,api:read" } }],
    ["a list at the place of the object", { realm: [{ roles: ["api:read"] }] }],
    ["the role one level too high", { realm: ["api:read"] }],
    ["the role under a name with a dot", { "realm.roles": ["api:read"] }],
    ["the role in a list of names", { realm: { roles: { "0": "api:read" } } }],
  ])("%s does not", (_, claims) =>
    expectRefused(permissive, permissive.a.issue({ scope: "", ...claims }), "scope_insufficient"),
  );
});

/** An API of one tenant, as its own check says. */
const tenant = await createArena(
  {
    checks: [({ claims }) => (claims["tid"] === "42" ? PASS : deny("check_denied", "it is of another tenant"))],
  },
  { good: (as) => as.issue({ tid: "42" }) },
);

test.each([{ tid: "7" }, { tid: 42 }, { tid: ["42"] }, { tid: "42 " }, { tid: null }, {}, { tenant: "42" }])(
  "H-25: a token with %j is none for the tenant 42",
  (claims) => expectRefused(tenant, tenant.a.issue(claims), "check_denied"),
);

test("H-27: what a token says stands in no field of an answer (RFC 9110 §5.5)", async () => {
  const hostile = { sub: "caf\u00e9\r\nX-Injected: 1", client_id: "\u0100\u0000", email: "\r\n\r\n<script>" };
  for (const { name, ask } of arena.targets) {
    const accepted = await ask({ authorization: [`Bearer ${a.issue(hostile)}`] });
    expect(accepted?.headers, name).toEqual({ "content-type": "application/json" });
    const refused = { authorization: [`Bearer ${a.issue({ ...hostile, scope: hostile.email })}`] };
    await expectRefusedRequest(arena, refused, "scope_insufficient");
  }
});
