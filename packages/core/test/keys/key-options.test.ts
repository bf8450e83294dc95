import { describe, expect, test } from "vitest";
import { checkKeyOptions, KEY_DEFAULTS } from "../../src/keys/key-options.js";
import type { KeyOptions } from "../../src/options.js";

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
      idleSeconds: 3600,
      coldWaitSeconds: 5,
      unknownKidWaitSeconds: 3,
      unknownKidBurst: 2,
      unknownKidIntervalSeconds: 30,
      unknownKidEntries: 1000,
      maxBodyBytes: 524_288,
      maxKeys: 100,
      minBackoffSeconds: 1,
      maxBackoffSeconds: 60,
      outageBurst: 10,
      outageIntervalSeconds: 90,
      metadataFreshSeconds: 3600,
      metadataPauseSeconds: 600,
    });
    expect(Object.isFrozen(KEY_DEFAULTS)).toBe(true);
  });

  test("are fine by default, and at zero where zero makes sense", () => {
    expect(checkKeyOptions({})).toEqual([]);
    const zero = { staleSeconds: 0, idleSeconds: 0, retries: 0, coldWaitSeconds: 0, unknownKidWaitSeconds: 0 };
    expect(checkKeyOptions(zero)).toEqual([]);
  });

  test.each(Object.keys(KEY_DEFAULTS))("are refused one by one: %s", (name) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1, "10", null, 1e15]) {
      const problems = checkKeyOptions({ [name]: value });
      expect(problems[0]).toMatch(new RegExp(`^keys\\.${name} must be a (whole )?number from [\\d.]+ to \\d+$`));
    }
  });

  test.each(["retries", "unknownKidBurst", "unknownKidEntries", "maxBodyBytes", "maxKeys", "outageBurst"])(
    "are whole: %s",
    (name) => {
      expect(checkKeyOptions({ [name]: 1.5 })).toEqual([
        expect.stringContaining(`keys.${name} must be a whole number`),
      ]);
    },
  );

  test.each([
    [{ minFreshSeconds: 601 }, "minFreshSeconds (601) must not be above keys.freshSeconds (600)"],
    [{ freshSeconds: 59 }, "minFreshSeconds (60) must not be above keys.freshSeconds (59)"],
    [{ freshSeconds: 3601 }, "freshSeconds (3601) must not be above keys.maxFreshSeconds (3600)"],
    [{ maxFreshSeconds: 599 }, "freshSeconds (600) must not be above keys.maxFreshSeconds (599)"],
    [{ attemptTimeoutSeconds: 8.1 }, "attemptTimeoutSeconds (8.1) must not be above keys.loadTimeoutSeconds (8)"],
    [{ coldWaitSeconds: 8.1 }, "coldWaitSeconds (8.1) must not be above keys.loadTimeoutSeconds (8)"],
    [{ unknownKidWaitSeconds: 8.1 }, "unknownKidWaitSeconds (8.1) must not be above keys.loadTimeoutSeconds (8)"],
    [{ metadataFreshSeconds: 599 }, "metadataPauseSeconds (600) must not be above keys.metadataFreshSeconds (599)"],
    [{ maxBackoffSeconds: 0.5 }, "minBackoffSeconds (1) must not be above keys.maxBackoffSeconds (0.5)"],
  ])("are refused when they contradict one another: %j", (options, problem) => {
    expect(checkKeyOptions(options)).toEqual([`keys.${problem}: lower the one or raise the other`]);
  });

  test.each<object>([{ freshSeconds: "5000" }, { minFreshSeconds: "5000" }, { loadTimeoutSeconds: "0" }])(
    "are told once where one is no number, and not compared as well: %j",
    (options) => {
      const [name = ""] = Object.keys(options);
      expect(checkKeyOptions(options as KeyOptions)).toEqual([
        expect.stringMatching(new RegExp(`^keys\\.${name} must be a number`)),
      ]);
    },
  );

  test("are refused with all contradictions at once", () => {
    expect(checkKeyOptions({ minFreshSeconds: 300, maxFreshSeconds: 200 })).toEqual([
      expect.stringContaining("keys.minFreshSeconds (300) must not be above keys.maxFreshSeconds (200)"),
      expect.stringContaining("keys.freshSeconds (600) must not be above keys.maxFreshSeconds (200)"),
    ]);
  });

  test("may be equal where one must not be above the other", () => {
    const equal = { minFreshSeconds: 600, maxFreshSeconds: 600, minBackoffSeconds: 60 };
    const waits = { attemptTimeoutSeconds: 8, coldWaitSeconds: 8, unknownKidWaitSeconds: 8 };
    expect(checkKeyOptions({ ...equal, ...waits })).toEqual([]);
  });
});
