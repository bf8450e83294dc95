import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { toFrozenResponse } from "../../src/introspection/frozen-response.js";
import { withFrozenResponses } from "../../src/introspection/with-frozen-responses.js";
import type { IntrospectionResponse } from "../../src/seams/introspection-client.js";
import { ISSUER } from "../keys/doubles.js";
import { playedClient } from "./layers.js";

function claimsOf(value: unknown): Record<string, unknown> {
  const response = toFrozenResponse(value);
  return response.active ? { ...response.claims } : {};
}

describe("an answer", () => {
  test("is frozen to the ground, and what was given stays as it was", () => {
    const given = { active: true, claims: { sub: "user-1", aud: ["a", { b: [] }], cnf: { jkt: "x" } } };
    const response = toFrozenResponse(given);
    expect(response).toEqual(given);
    const { aud, cnf } = claimsOf(response) as typeof given.claims;
    for (const part of [response, response.active && response.claims, aud, aud[1], Object(aud[1]).b, cnf]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(Object.isFrozen(given.claims.aud)).toBe(false);
    given.claims.aud.length = 0;
    given.claims.sub = "mallory";
    expect(response).toMatchObject({ claims: { sub: "user-1", aud: ["a", { b: [] }] } });
  });

  test("that was made here is made once", () => {
    const response = toFrozenResponse({ active: true, claims: {} });
    expect(toFrozenResponse(response)).toBe(response);
    expect(toFrozenResponse({ active: false })).toBe(toFrozenResponse({ active: false, claims: { sub: "x" } }));
  });

  test("that is inactive says nothing else (RFC 7662 §2.2)", () => {
    expect(toFrozenResponse({ active: false, claims: { sub: "user-1" } })).toEqual({ active: false });
  });

  test("keeps numbers as they are, and leaves out what is undefined", () => {
    const claims = claimsOf({ active: true, claims: { exp: Infinity, n: -0.5, gone: undefined, nothing: null } });
    expect(claims).toStrictEqual({ exp: Infinity, n: -0.5, nothing: null });
  });

  test("may be made of objects without a prototype, or of another realm", () => {
    const foreign: unknown = runInNewContext("({ active: true, claims: { aud: ['a'] } })");
    expect(claimsOf(foreign)).toEqual({ aud: ["a"] });
    expect(claimsOf({ active: true, claims: Object.assign(Object.create(null), { sub: "x" }) })).toEqual({ sub: "x" });
  });

  const nested = (depth: number): unknown => (depth === 0 ? {} : { x: nested(depth - 1) });

  test("is nested 32 deep at most, as parsed answers are", () => {
    expect(claimsOf({ active: true, claims: nested(31) })).toEqual(nested(31));
    expect(() => toFrozenResponse({ active: true, claims: nested(32) })).toThrow(/too deep/);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["true", true],
    ["a list", [true]],
    ["an object without active", { claims: {} }],
    ['active: "true"', { active: "true", claims: {} }],
    ["active: 1", { active: 1, claims: {} }],
    ["an active one without claims", { active: true }],
    ["claims in a list", { active: true, claims: [] }],
    ["claims that are null", { active: true, claims: null }],
    ["a date", { active: true, claims: { exp: new Date(0) } }],
    ["a function", { active: true, claims: { toString: () => "x" } }],
    ["a bigint", { active: true, claims: { exp: 1n } }],
    ["an instance of a class", { active: true, claims: { user: new Map() } }],
    ["undefined in a list", { active: true, claims: { aud: [undefined] } }],
    ["a member named __proto__", { active: true, claims: JSON.parse('{"a":{"__proto__":{"admin":true}}}') }],
  ])("is not %s", (_, value) => {
    expect(() => toFrozenResponse(value)).toThrow(TypeError);
  });

  test("that refers to itself has no end, which is noticed", () => {
    const claims: Record<string, unknown> = {};
    claims["self"] = claims;
    expect(() => toFrozenResponse({ active: true, claims })).toThrow(/too deep/);
  });
});

describe("a client", () => {
  test("has its answers frozen", async () => {
    const client = playedClient();
    client.introspect.mockResolvedValue({ active: true, claims: { sub: "user-1" } });
    const response = await withFrozenResponses(client, { issuer: ISSUER }).introspect("token", { now: 1 });
    expect(Object.isFrozen(response)).toBe(true);
    expect(client.introspect).toHaveBeenCalledExactlyOnceWith("token", { now: 1 });
  });

  test("that answers with something else has broken its contract, and it is not quoted", async () => {
    const client = playedClient();
    client.introspect.mockResolvedValue({
      active: "true",
      claims: { secret: "s3cret" },
    } as unknown as IntrospectionResponse);
    const failure: unknown = await withFrozenResponses(client, { issuer: ISSUER })
      .introspect("token", { now: 1 })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "extension", cause: expect.any(TypeError) });
    expect(JSON.stringify([failure, String((failure as Error).cause)])).not.toMatch(/s3cret|token"/);
  });
});
