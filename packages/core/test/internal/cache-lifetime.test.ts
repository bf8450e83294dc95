import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCacheLifetime } from "../../src/internal/cache-lifetime.js";

const lifetimeOf = (control?: string, age?: string) =>
  parseCacheLifetime(
    new Headers({ ...(control !== undefined && { "cache-control": control }), ...(age !== undefined && { age }) }),
  );

describe("a response may be kept", () => {
  test.each([
    ["max-age=300", 300],
    ["public, Max-Age=0, must-revalidate", 0],
    ["max-age=0000300", 300],
    ['max-age="60"', 60],
    [" \t max-age=60 \t , public", 60],
    [",,max-age=60,,", 60],
    ["s-maxage=10, max-age=60, private", 60],
    ['a="\\", no-store, b", max-age=60', 60],
    ['a="max-age=1", max-age=60', 60],
    ["stale-while-revalidate=60, max-age=30, stale-if-error=600", 30],
  ])("for its max-age: %j (RFC 9111 §5.2.2.1)", (control, seconds) => {
    expect(lifetimeOf(control)).toBe(seconds);
  });

  test.each([
    ["no-store"],
    ["No-Cache"],
    ["max-age=300, no-store"],
    ["NO-STORE,max-age=300"],
    ['max-age=300, no-cache="Set-Cookie"'],
    ["max-age=300,\tno-cache\t"],
    ['a="b\\\\", no-store, max-age=300'],
    ["max-age=ten, no-cache"],
  ])("not at all with no-store or no-cache: %j (RFC 9111 §5.2.2.4, §5.2.2.5)", (control) => {
    expect(lifetimeOf(control)).toBe(0);
  });

  test.each([
    ["x-no-store, max-age=60"],
    ["no-store-x, max-age=60"],
    ['a="no-store, no-cache", max-age=60'],
    ["a=no-store, max-age=60"],
    ['"no-store", max-age=60'],
    ["no store, no_cache, max-age=60"],
    ['max-age=60, a="b, no-store'],
  ])("whatever only looks like them: %j", (control) => {
    expect(lifetimeOf(control)).toBe(60);
  });

  test.each([
    ["max-age=300, max-age=60", 60],
    ["max-age=60, max-age=300", 60],
    ['max-age=300, max-age="60"', 60],
    ["max-age=ten, max-age=300", 300],
  ])("for the smallest max-age of several: %j (RFC 9111 §4.2.1)", (control, seconds) => {
    expect(lifetimeOf(control)).toBe(seconds);
  });

  test("for as long as it likes, if it does not say", () => {
    expect(lifetimeOf()).toBeUndefined();
    expect(lifetimeOf(undefined, "30")).toBeUndefined();
  });

  test.each([
    [""],
    ["public"],
    ["max-age"],
    ["max-age="],
    ['max-age=""'],
    ["max-age=-1"],
    ["max-age=+1"],
    ["max-age=1.5"],
    ["max-age=1e3"],
    ["max-age=0x10"],
    ["max-age=ten"],
    ["max-age=60=60"],
    ["max-age=60 max-age=60"],
    ["max-age =60"],
    ["max-age= 60"],
    ['max-age="60'],
    ['max-age=60"'],
    ['max-age=x"60"'],
    ['max-age="60"x'],
    ['max-age=" 60"'],
    ["max-age=٦٠"],
    ["s-maxage=300"],
    ["x-max-age=300"],
    ['"max-age=300"'],
    ['a="b, max-age=300'],
    ['a="b\\'],
  ])("for as long as it likes, if nobody can read what it says: %j", (control) => {
    expect(parseCacheLifetime(new Map([["cache-control", control]]) as never)).toBeUndefined();
  });

  test.each([
    ["0", 300],
    ["100", 200],
    [" 100 ", 200],
    ["300", 0],
    ["301", 0],
    ["9".repeat(400), 0],
    ["100, 7", 200],
    ["100 , 7", 200],
    ["100,", 200],
  ])("for what is left of it after the time in caches, Age: %j (RFC 9111 §4.2.3, §5.1)", (age, seconds) => {
    expect(lifetimeOf("max-age=300", age)).toBe(seconds);
  });

  test.each(["", "-100", "+100", "1.5", "1e2", "ten", '"100"', "100 s", "ten, 100", ",100"])(
    "as if it came from the server itself, with Age: %j (RFC 9111 §5.1)",
    (age) => {
      expect(lifetimeOf("max-age=300", age)).toBe(300);
    },
  );

  test("for numbers of any length, which count as 2^31 at most (RFC 9111 §1.2.2)", () => {
    expect(lifetimeOf(`max-age=${"9".repeat(400)}`)).toBe(2 ** 31);
    expect(lifetimeOf(`max-age=${"9".repeat(400)}`, "9".repeat(400))).toBe(0);
  });

  test("as the directives say, wherever they stand among others", () => {
    const other = fc.constantFrom(
      "public",
      "",
      "s-maxage=1",
      'a="b, c"',
      'd="\\", no-store, \\\\"',
      "max-age=x",
      "e=f",
    );
    const seconds = fc.nat({ max: 100_000 });
    fc.assert(
      fc.property(fc.array(other), fc.array(other), seconds, seconds, (before, after, maxAge, age) => {
        const control = [...before, `max-age=${maxAge}`, ...after].join(", ");
        expect(lifetimeOf(control, String(age))).toBe(Math.max(0, maxAge - age));
        expect(lifetimeOf(`${control}, no-cache`, String(age))).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("whole seconds of it, or for as long as it likes, whatever the fields hold", () => {
    const hostile = fc.string({ unit: fc.constantFrom("max-age", "=", '"', "\\", ",", " ", "1", "no-cache", "x") });
    fc.assert(
      fc.property(hostile, hostile, (control, age) => {
        const fields = new Map([
          ["cache-control", control],
          ["age", age],
        ]);
        const lifetime = parseCacheLifetime(fields as never) ?? 0;
        expect(Number.isSafeInteger(lifetime) && lifetime >= 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  // Time that grew with the square of the length would be hours.
  test.each([
    ['"', undefined],
    ["\\", undefined],
    [",", undefined],
    [" ", undefined],
    ["=", undefined],
    ['"\\', undefined],
    ['",', undefined],
    ["max-age=1,", 0],
    ["max-age=1 ", undefined],
    ["1", undefined],
  ])("as is told at once, also where it says a million times %j", (piece, seconds) => {
    const field = piece.repeat(1_000_000 / piece.length);
    const fields = new Map([
      ["cache-control", `x${field}x,${field}`],
      ["age", `1,${field}`],
    ]);
    expect(parseCacheLifetime(fields as never)).toBe(seconds);
  });
});
