import { describe, expect, test } from "vitest";
import { readPermissions } from "../../src/policy/permission-claims.js";

const NAMES_NOT_HELD = { a: true, b: [], c: false, d: null, e: 0, f: "", g: {}, h: "false", i: [""], j: { x: false } };
const KEYCLOAK = {
  realm_access: { roles: ["user"] },
  resource_access: { orders: { roles: ["reader", "writer"] }, account: { roles: ["view"] } },
};

/** The values at one path. */
function valuesAt(claims: object, path: readonly string[], prefix = ""): readonly string[] {
  return readPermissions({ ...claims }, [{ path, prefix }]);
}

describe("the values of a claim (RFC 9068 §2.2.3.1)", () => {
  test.each([
    ["a list, as Auth0 writes", ["orders:read", "b"], ["orders:read", "b"]],
    ["a string, never split", "a b,c", ["a b,c"]],
    ["the names of an object, as Zitadel writes", { admin: { "1": "acme" }, user: { "2": "b" } }, ["admin", "user"]],
    ["the names of an object, except where they are said not to hold", NAMES_NOT_HELD, ["a", "h", "i", "j"]],
    ["an element with a space, unsplit", ["Domain Admins"], ["Domain Admins"]],
    ["no empty value", ["", "a"], ["a"]],
    ["an empty list", [], []],
    ["an empty string", "", []],
    ["null", null, []],
    ["a number", 1, []],
    ["true", true, []],
    ["a list with something else in it", ["a", 1], []],
    ["a list in a list", [["a"]], []],
    ["objects in a list (RFC 7643 §4.1.2)", [{ value: "a" }], []],
  ])("are read from %s", (_, roles, values) => {
    expect(valuesAt({ roles }, ["roles"])).toEqual(values);
  });
});

describe("a path", () => {
  test("is a name taken literally, whatever it is made of", () => {
    const claims = { "https://acme.example/roles": ["a"], "cognito:groups": ["b"], "x.y": ["c"], x: { y: ["d"] } };
    expect(valuesAt(claims, ["https://acme.example/roles"])).toEqual(["a"]);
    expect(valuesAt(claims, ["cognito:groups"])).toEqual(["b"]);
    expect(valuesAt(claims, ["x.y"])).toEqual(["c"]);
  });

  test("leads into claims within claims", () => {
    expect(valuesAt(KEYCLOAK, ["realm_access", "roles"])).toEqual(["user"]);
    expect(valuesAt(KEYCLOAK, ["resource_access", "orders", "roles"])).toEqual(["reader", "writer"]);
  });

  test("puts the names that * stands for before the values", () => {
    const values = ["orders:reader", "orders:writer", "account:view"];
    expect(valuesAt(KEYCLOAK, ["resource_access", "*", "roles"])).toEqual(values);
    expect(valuesAt({ p: { a: { b: "c" }, d: { e: ["f"] } } }, ["p", "*", "*"])).toEqual(["a:b:c", "d:e:f"]);
  });

  test("puts the prefix before all", () => {
    expect(valuesAt(KEYCLOAK, ["realm_access", "roles"], "role:")).toEqual(["role:user"]);
    expect(valuesAt(KEYCLOAK, ["resource_access", "*", "roles"], "role:")[0]).toBe("role:orders:reader");
  });

  test("grants nothing where it leads nowhere", () => {
    expect(valuesAt(KEYCLOAK, ["groups"])).toEqual([]);
    expect(valuesAt(KEYCLOAK, ["realm_access", "roles", "0"])).toEqual([]);
    expect(valuesAt({ list: [["a"]] }, ["list", "0"])).toEqual([]);
    expect(valuesAt({ list: [{ roles: ["a"] }] }, ["list", "*", "roles"])).toEqual([]);
    expect(valuesAt({ text: "abc" }, ["text", "length"])).toEqual([]);
  });

  test("does not lead to inherited members", () => {
    expect(valuesAt({ a: {} }, ["constructor", "name"])).toEqual([]);
    expect(valuesAt({ a: {} }, ["a", "__proto__"])).toEqual([]);
    expect(valuesAt({ a: {} }, ["a", "*", "name"])).toEqual([]);
    const heir = Object.create({ roles: ["x"] }) as object;
    expect([valuesAt({ heir }, ["heir", "roles"]), valuesAt({ heir }, ["heir", "*"])]).toEqual([[], []]);
  });
});

test("several claims are all read, in their order", () => {
  const claims = { permissions: ["a"], groups: ["b"] };
  const paths = ["groups", "permissions", "roles"].map((name) => ({ path: [name], prefix: `${name}/` }));
  expect(readPermissions(claims, paths)).toEqual(["groups/b", "permissions/a"]);
});

test("a client whose name has a colon cannot be taken for a client and its role", () => {
  const claims = { r: { "orders:admin": { roles: ["all"] }, orders: { roles: ["admin:all"] }, "": { roles: ["x"] } } };
  expect(valuesAt(claims, ["r", "*", "roles"])).toEqual(["orders:admin:all"]);
  expect(valuesAt({ r: { "orders:admin": { roles: ["all"] } } }, ["r", "*", "roles"])).toEqual([]);
});

describe("the work is bounded", () => {
  test("by the number of values of all claims", () => {
    const many = Array.from({ length: 5000 }, (_, index) => `r${index}`);
    const values = readPermissions({ a: many, b: ["last"] }, [
      { path: ["a"], prefix: "" },
      { path: ["b"], prefix: "" },
    ]);
    expect(values).toEqual(many.slice(0, 1000));
  });

  test("by the length of each", () => {
    const fits = "x".repeat(1019);
    expect(valuesAt({ a: [fits, `${fits}x`] }, ["a"], "role:")).toEqual([`role:${fits}`]);
    const claims = { r: { ["n".repeat(2000)]: { roles: Array.from({ length: 2000 }, (_, index) => `r${index}`) } } };
    expect(valuesAt(claims, ["r", "*", "roles"])).toEqual([]);
  });
});
