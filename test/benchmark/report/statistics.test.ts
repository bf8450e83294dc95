import { describe, expect, test } from "vitest";
import { createRandom, median, medianRange, uniformOrder, zipfOrder } from "./statistics.mjs";

describe("median", () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9], 9.5],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test("of nothing is not a number", () => {
    expect(median([])).toBeNaN();
  });
});

describe("medianRange", () => {
  test("leaves out the outermost of fifteen rounds", () => {
    const values = Array.from({ length: 15 }, (_, index) => index + 1);
    expect(medianRange(values)).toEqual({ low: 4, high: 12 });
  });

  test("is the whole range of a few rounds", () => {
    expect(medianRange([5, 1, 3])).toEqual({ low: 1, high: 5 });
  });
});

describe("the order in which tokens come", () => {
  test("is the same in each run", () => {
    expect(uniformOrder(100, 50)).toEqual(uniformOrder(100, 50));
    expect(zipfOrder(100, 50)).toEqual(zipfOrder(100, 50));
  });

  test("reaches every token, and none that is not there", () => {
    const uniform = uniformOrder(20, 2000);
    expect(new Set(uniform)).toEqual(new Set(Array.from({ length: 20 }, (_, index) => index)));
    expect(new Set(zipfOrder(20, 20_000))).toEqual(new Set(uniform));
  });

  test("by zipf, asks for the first of 1,000 about twice as often as for the second", () => {
    const counts = [0, 0];
    for (const index of zipfOrder(1000, 100_000)) if (index < 2) counts[index]! += 1;
    expect(counts[0]! / counts[1]!).toBeGreaterThan(1.8);
    expect(counts[0]! / counts[1]!).toBeLessThan(2.2);
    expect(counts[0]! / 100_000).toBeCloseTo(1 / 7.485, 2);
  });
});

test("random numbers are spread over [0, 1)", () => {
  const random = createRandom(1);
  const values = Array.from({ length: 1000 }, () => random());
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(median(values)).toBeCloseTo(0.5, 1);
});
