import { describe, expect, test } from "vitest";
import { toIssuerHealth } from "../../src/keys/issuer-health.js";
import { createSnapshot } from "../../src/keys/snapshot.js";
import { createContext, ISSUER, makeKey } from "./doubles.js";

const parts = {
  keys: [await makeKey("a")],
  leftOutKids: [],
  previous: undefined,
  maxAgeSeconds: undefined,
  etag: undefined,
};
const snapshot = createSnapshot({ ...parts, fetchedAt: 1000 }, createContext());
const outage = { cause: new Error("refused"), failures: 1, failedAt: 1000, nextAttemptAt: 1001 };

describe("the health of an issuer's keys", () => {
  test.each([
    ["fresh", 1599.9, snapshot, undefined],
    ["stale", 1600, snapshot, undefined],
    ["degraded", 1000, snapshot, outage],
    ["degraded", 5199.9, snapshot, outage],
    ["down", 5200, snapshot, outage],
    ["down", 5200, snapshot, undefined],
    ["down", 1000, undefined, undefined],
    ["down", 1000, undefined, outage],
  ])("is %s at %d", (state, now, set, failure) => {
    expect(toIssuerHealth(ISSUER, { snapshot: set, outage: failure }, now).state).toBe(state);
  });

  test("tells age, generation and the last error", () => {
    expect(toIssuerHealth(ISSUER, { snapshot, outage }, 1010)).toEqual({
      issuer: ISSUER,
      state: "degraded",
      ageSeconds: 10,
      generation: 1,
      lastError: "refused",
    });
  });

  test("is never younger than now, and shows what is no Error as text", () => {
    const health = toIssuerHealth(ISSUER, { snapshot, outage: { ...outage, cause: "refused" } }, 999);
    expect(health).toMatchObject({ ageSeconds: 0, lastError: "refused" });
  });
});
