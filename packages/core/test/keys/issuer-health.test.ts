import { describe, expect, test } from "vitest";
import { FetchFailure } from "../../src/internal/fetch-failure.js";
import { toIssuerHealth } from "../../src/keys/issuer-health.js";
import { RejectedKeySetError } from "../../src/keys/jwk-set.js";
import { KEY_DEFAULTS } from "../../src/keys/key-options.js";
import { createKeyRecord, type Outage } from "../../src/keys/layer.js";
import { createSnapshot, type Snapshot } from "../../src/keys/snapshot.js";
import { UnusableMetadataError } from "../../src/metadata/authorization-server-metadata.js";
import { createContext, ISSUER, makeKey } from "./doubles.js";

const parts = {
  keys: [await makeKey("a")],
  leftOutKids: [],
  previous: undefined,
  maxAgeSeconds: undefined,
  etag: undefined,
};
const snapshot = createSnapshot({ ...parts, fetchedAt: 1000 }, createContext());
const options = KEY_DEFAULTS;
const health = (set: Snapshot | undefined, failure: Outage | undefined, now: number) =>
  toIssuerHealth({ issuer: ISSUER, options, record: { ...createKeyRecord(), snapshot: set, outage: failure } }, now);
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
    expect(health(set, failure, now).state).toBe(state);
  });

  test("tells age, generation and the last error", () => {
    expect(health(snapshot, { ...outage, nextAttemptAt: 1020 }, 1010)).toEqual({
      issuer: ISSUER,
      state: "degraded",
      ageSeconds: 10,
      generation: 1,
      lastErrorClass: "other",
      lastError: "refused",
      nextAttemptAt: 1020,
    });
  });

  test("without a failure the next attempt is the refresh; without a set it may be made at once", () => {
    expect(health(snapshot, undefined, 1010).nextAttemptAt).toBe(1480);
    expect(health(undefined, undefined, 1010).nextAttemptAt).toBe(1010);
  });

  test.each([
    ["over", 1001],
    ["not to be believed, since the clock was set back", 9999],
  ])("a pause that is %s is no reason to wait", (_, nextAttemptAt) => {
    expect(health(snapshot, { ...outage, nextAttemptAt }, 1010).nextAttemptAt).toBe(1010);
  });

  test.each([
    ["network", new FetchFailure("network", "no connection")],
    ["timeout", new FetchFailure("timeout", "too slow")],
    ["status", new FetchFailure("status", "answered 500", { status: 500 })],
    ["redirect", new FetchFailure("redirect", "elsewhere", { status: 302 })],
    ["too_large", new FetchFailure("too_large", "too much")],
    ["content_type", new FetchFailure("content_type", "no JSON")],
    ["key_set", new RejectedKeySetError("no key")],
    ["metadata", new UnusableMetadataError("none")],
    ["other", new TypeError("a defect")],
  ])("the class of an error is %s", (lastErrorClass, cause) => {
    expect(health(snapshot, { ...outage, cause }, 1010)).toMatchObject({ lastErrorClass, lastError: cause.message });
  });

  test("is never younger than now, and shows what is no Error as text", () => {
    expect(health(snapshot, { ...outage, cause: "refused" }, 999)).toMatchObject({
      ageSeconds: 0,
      lastError: "refused",
    });
  });
});
