import { describe, expect, test } from "vitest";
import { readIntrospectionResponse } from "../../src/introspection/introspection-response.js";

const read = (text: string): ReturnType<typeof readIntrospectionResponse> =>
  readIntrospectionResponse(new TextEncoder().encode(text));

describe("a token is active", () => {
  test("only by active: true, and the rest of the answer are its claims (RFC 7662 §2.2)", () => {
    expect(read('{"active":true,"sub":"u1","exp":"soon"}')).toEqual({
      active: true,
      claims: { sub: "u1", exp: "soon" },
    });
  });

  test.each([
    '{"active":false,"sub":"u1","exp":9999999999}',
    '{"active":"true"}',
    '{"active":1}',
    '{"active":"1"}',
    '{"active":[true]}',
    '{"active":{"active":true}}',
    '{"active":null}',
    "{}",
    '{"sub":"u1"}',
    '{"Active":true}',
    '{"token_introspection":{"active":true}}',
  ])("and not by %s (L-01, L-02)", (text) => {
    expect(read(text)).toEqual({ active: false });
  });

  test("and not because all objects inherit that it is (L-13)", () => {
    // eslint-disable-next-line no-extend-native -- what pollution would do, and taken back below
    Object.defineProperty(Object.prototype, "active", { value: true, configurable: true });
    try {
      expect(read("{}").active).toBe(false);
    } finally {
      Reflect.deleteProperty(Object.prototype, "active");
    }
  });
});

describe("names of the prototype (L-13)", () => {
  test("are claims like any other", () => {
    const response = read('{"active":true,"constructor":{"prototype":{"admin":true}},"toString":"x"}');
    expect(response).toEqual({
      active: true,
      claims: { constructor: { prototype: { admin: true } }, toString: "x" },
    });
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  });

  test.each(['{"active":true,"__proto__":{"sub":"u1"}}', '{"active":true,"a":{"__proto__":{"b":1}}}'])(
    "are not taken from %s",
    (text) => {
      expect(() => read(text)).toThrow(expect.objectContaining({ name: "UnusableIntrospectionError" }) as Error);
    },
  );
});

describe("an answer is of no use", () => {
  test.each([
    ["an array", '[{"active":true}]'],
    ["null", "null"],
    ["a boolean", "true"],
    ["a string", '"active"'],
    ["HTML", "<html></html>"],
    ["nothing", ""],
    ["cut off", '{"active":true,"sub":"u'],
    ["two objects", '{"active":false}{"active":true}'],
    ["a member twice", '{"active":false,"active":true}'],
    ["a byte order mark", '\ufeff{"active":true}'],
    ["an object nested too deep", `{"active":true,"a":${"[".repeat(40)}${"]".repeat(40)}}`],
  ])("that is %s, and says so without a word of it (RFC 7662 §2.2)", (_, text) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        name: "UnusableIntrospectionError",
        message: "The introspection endpoint did not answer with one well-formed JSON object",
      }) as Error,
    );
  });
});
