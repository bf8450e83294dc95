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

  test("keeps numbers and truth values as they are, and leaves out what is undefined", () => {
    const claims = claimsOf({
      active: true,
      claims: { exp: Infinity, n: -0.5, gone: undefined, nothing: null, ok: true },
    });
    expect(claims).toStrictEqual({ exp: Infinity, n: -0.5, nothing: null, ok: true });
  });

  test("may be made of objects without a prototype, or of another realm", () => {
    const foreign: unknown = runInNewContext("({ active: true, claims: { aud: ['a'] } })");
    expect(claimsOf(foreign)).toEqual({ aud: ["a"] });
    expect(claimsOf({ active: true, claims: Object.assign(Object.create(null), { sub: "x" }) })).toEqual({ sub: "x" });
  });

  const nested = (depth: number): unknown => (depth === 0 ? {} : { x: nested(depth - 1) });

  const listed = (depth: number): unknown => (depth === 0 ? {} : [listed(depth - 1)]);

  test("is nested 32 deep at most, as parsed answers are", () => {
    expect(claimsOf({ active: true, claims: nested(31) })).toEqual(nested(31));
    expect(() => toFrozenResponse({ active: true, claims: nested(32) })).toThrow(/too deep/);
    expect(claimsOf({ active: true, claims: { x: listed(30) } })).toEqual({ x: listed(30) });
    expect(() => toFrozenResponse({ active: true, claims: { x: listed(31) } })).toThrow(/too deep/);
  });

  const NO_OBJECT = "It is not an object";
  const NEITHER = "Its active is neither true nor false";
  const NO_CLAIMS = "It is active, and its claims are not an object";
  const NO_JSON = "Its claims hold what is not JSON";

  test.each<[string, unknown, string]>([
    ["nothing", undefined, NO_OBJECT],
    ["null", null, NO_OBJECT],
    ["true", true, NO_OBJECT],
    ["a list", [true], NO_OBJECT],
    ["an object without active", { claims: {} }, NEITHER],
    ['active: "true"', { active: "true", claims: {} }, NEITHER],
    ["active: 1", { active: 1, claims: {} }, NEITHER],
    ["an active one without claims", { active: true }, NO_CLAIMS],
    ["claims in a list", { active: true, claims: [] }, NO_CLAIMS],
    ["claims that are null", { active: true, claims: null }, NO_CLAIMS],
    ["a date", { active: true, claims: { exp: new Date(0) } }, NO_JSON],
    ["a function", { active: true, claims: { toString: () => "x" } }, NO_JSON],
    ["a bigint", { active: true, claims: { exp: 1n } }, NO_JSON],
    ["an instance of a class", { active: true, claims: { user: new Map() } }, NO_JSON],
    ["undefined in a list", { active: true, claims: { aud: [undefined] } }, NO_JSON],
    [
      "a member named __proto__",
      { active: true, claims: JSON.parse('{"a":{"__proto__":{"admin":true}}}') },
      "Its claims have a member named __proto__",
    ],
  ])("is not %s, and the error says so without a word of it", (_, value, message) => {
    expect(() => toFrozenResponse(value)).toThrow(new TypeError(message));
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
    expect(failure).toMatchObject({
      code: "extension",
      detail: `The introspection client of ${ISSUER} gave no IntrospectionResponse`,
      cause: expect.any(TypeError),
    });
    expect(JSON.stringify([failure, String((failure as Error).cause)])).not.toMatch(/s3cret|token"/);
  });
});
