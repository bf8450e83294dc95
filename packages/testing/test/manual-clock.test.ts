import { describe, expect, test } from "vitest";
import { manualClock } from "../src/index.js";

describe("manualClock", () => {
  test("stands still at its start", () => {
    const clock = manualClock(1_700_000_000);
    expect([clock.now(), clock.now()]).toEqual([1_700_000_000, 1_700_000_000]);
  });

  test("starts at a fixed instant unless told otherwise", () => {
    expect(manualClock().now()).toBe(Date.UTC(2027, 0, 15, 8) / 1000);
  });

  test("moves by seconds, fractions of them and back", () => {
    const clock = manualClock(1000);
    clock.advance(1.5);
    expect(clock.now()).toBe(1001.5);
    clock.advance(-2);
    expect(clock.now()).toBe(999.5);
  });

  test("moves to an instant", () => {
    const clock = manualClock(1000);
    clock.set(5);
    expect(clock.now()).toBe(5);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %s and stays where it is", (value) => {
    const clock = manualClock(1000);
    expect(() => clock.advance(value)).toThrow(RangeError);
    expect(() => clock.set(value)).toThrow(RangeError);
    expect(() => manualClock(value)).toThrow(RangeError);
    expect(clock.now()).toBe(1000);
  });
});
