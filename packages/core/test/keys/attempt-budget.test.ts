import { describe, expect, test } from "vitest";
import { createAttemptBudget } from "../../src/keys/attempt-budget.js";

describe("a budget of attempts", () => {
  test("allows a burst of two, then one every 30 seconds counted from the attempt", () => {
    const budget = createAttemptBudget(2, 30);
    const at = [0, 0, 0, 29.9, 30, 30, 59.9, 60, 60].map((now) => budget.take(1000 + now));
    expect(at).toEqual([true, true, false, false, true, false, false, true, false]);
  });

  test("saves up to the burst again, and no more", () => {
    const budget = createAttemptBudget(2, 30);
    expect([budget.take(0), budget.take(0)]).toEqual([true, true]);
    expect([budget.take(10_000), budget.take(10_000), budget.take(10_000)]).toEqual([true, true, false]);
  });

  test("is not lost for long when the clock is set back", () => {
    const budget = createAttemptBudget(2, 30);
    expect([budget.take(100_000), budget.take(100_000)]).toEqual([true, true]);
    const after = [0, 29.9, 30, 30, 59.9, 60].map((now) => budget.take(now));
    expect(after).toEqual([false, false, true, false, false, true]);
  });

  test("allows 122 attempts to a flood of an hour", () => {
    const budget = createAttemptBudget(2, 30);
    const taken = Array.from({ length: 36_001 }, (_, index) => budget.take(index / 10)).filter(Boolean);
    expect(taken).toHaveLength(122);
  });

  test("says how long until there is one, and taking none changes nothing", () => {
    const budget = createAttemptBudget(2, 30);
    expect(budget.waitSeconds(1000)).toBe(0);
    budget.take(1000);
    expect(budget.waitSeconds(1000)).toBe(0);
    budget.take(1000);
    expect([0, 10, 29.5, 30, 90].map((later) => budget.waitSeconds(1000 + later))).toEqual([30, 20, 0.5, 0, 0]);
    expect(budget.take(1000)).toBe(false);
    expect(budget.waitSeconds(0)).toBe(30);
  });
});
