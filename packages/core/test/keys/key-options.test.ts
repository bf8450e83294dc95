import { describe, expect, test } from "vitest";
import { checkKeyOptions, KEY_DEFAULTS } from "../../src/keys/key-options.js";

describe("the numbers behind the keys", () => {
  test("are these", () => {
    expect(KEY_DEFAULTS).toEqual({
      freshSeconds: 600,
      minFreshSeconds: 60,
      maxFreshSeconds: 3600,
      staleSeconds: 3600,
      attemptTimeoutSeconds: 3,
      loadTimeoutSeconds: 8,
      retries: 2,
      coldWaitSeconds: 5,
      unknownKidWaitSeconds: 3,
      unknownKidBurst: 2,
      unknownKidIntervalSeconds: 30,
      unknownKidEntries: 1000,
      maxBodyBytes: 524_288,
      maxKeys: 100,
      minBackoffSeconds: 1,
      maxBackoffSeconds: 60,
    });
    expect(Object.isFrozen(KEY_DEFAULTS)).toBe(true);
  });

  test("are fine by default, and at zero where zero makes sense", () => {
    expect(checkKeyOptions({})).toEqual([]);
    const zero = { staleSeconds: 0, retries: 0, coldWaitSeconds: 0, unknownKidWaitSeconds: 0 };
    expect(checkKeyOptions(zero)).toEqual([]);
  });

  test.each(Object.keys(KEY_DEFAULTS))("are refused one by one: %s", (name) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1, "10", null, 1e15]) {
      const problems = checkKeyOptions({ [name]: value });
      expect(problems[0]).toMatch(new RegExp(`^keys\\.${name} must be a (whole )?number from [\\d.]+ to \\d+$`));
    }
  });

  test.each(["retries", "unknownKidBurst", "unknownKidEntries", "maxBodyBytes", "maxKeys"])("are whole: %s", (name) => {
    expect(checkKeyOptions({ [name]: 1.5 })).toEqual([expect.stringContaining(`keys.${name} must be a whole number`)]);
  });

  test.each([
    [
      { minFreshSeconds: 300, maxFreshSeconds: 200 },
      "keys.minFreshSeconds (300) must not be above keys.maxFreshSeconds (200)",
    ],
    [{ attemptTimeoutSeconds: 10 }, "keys.attemptTimeoutSeconds (10) must not be above keys.loadTimeoutSeconds (8)"],
    [{ maxBackoffSeconds: 0.5 }, "keys.minBackoffSeconds (1) must not be above keys.maxBackoffSeconds (0.5)"],
  ])("are refused when they contradict one another: %j", (options, problem) => {
    expect(checkKeyOptions(options)).toEqual([problem]);
  });
});
