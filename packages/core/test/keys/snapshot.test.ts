import { describe, expect, test } from "vitest";
import { createSnapshot, type SnapshotParts } from "../../src/keys/snapshot.js";
import { createContext, makeKey } from "./doubles.js";

const keys = [await makeKey("a"), await makeKey("b")];
const parts: SnapshotParts = {
  keys,
  leftOutKids: ["e"],
  previous: undefined,
  fetchedAt: 1000,
  maxAgeSeconds: undefined,
  etag: undefined,
};
const limits = createContext();

describe("a snapshot", () => {
  test.each([
    [undefined, 600],
    [0, 60],
    [59, 60],
    [300, 300],
    [31_536_000, 3600],
    [Number.POSITIVE_INFINITY, 3600],
  ])("with max-age %s is fresh for %i seconds, and usable for an hour more", (maxAgeSeconds, fresh) => {
    const snapshot = createSnapshot({ ...parts, maxAgeSeconds }, limits);
    expect(snapshot).toMatchObject({ fetchedAt: 1000, freshUntil: 1000 + fresh, staleUntil: 1000 + fresh + 3600 });
  });

  test.each([
    [0, 1420],
    [0.5, 1480],
    [1, 1540],
  ])("is refreshed ahead between 70 and 90 %% of its time (random %d)", (random, refreshAt) => {
    expect(createSnapshot(parts, { ...limits, random: () => random }).refreshAt).toBeCloseTo(refreshAt, 6);
  });

  test.each([
    [60, 0, 40],
    [60, 1, 52],
    [10, 0, 3],
    [10, 1, 5],
  ])("of %i seconds with random %d is refreshed after %d: a load may take 8", (maxAgeSeconds, random, after) => {
    const options = { ...limits.options, minFreshSeconds: 1 };
    const snapshot = createSnapshot({ ...parts, maxAgeSeconds }, { options, random: () => random });
    expect(snapshot.refreshAt).toBeCloseTo(1000 + after, 6);
  });

  test("counts a generation when a key comes, goes or is exchanged, and only then", async () => {
    const first = createSnapshot(parts, limits);
    const next = (after: SnapshotParts["keys"]): number =>
      createSnapshot({ ...parts, previous: first, keys: after }, limits).generation;
    const [a, b] = [await makeKey("a"), await makeKey("b")];
    expect(first.generation).toBe(1);
    expect([next(keys), next(keys.toReversed())]).toEqual([1, 1]);
    expect([next([...keys, a]), next(keys.slice(1)), next([a, b])]).toEqual([2, 2, 2]);
  });

  test("finds its keys, also when it was only confirmed", () => {
    const first = createSnapshot(parts, limits);
    const second = createSnapshot({ ...parts, previous: first, etag: '"2"' }, limits);
    expect(second.select({ alg: "ES256", kid: "a" })).toBe(keys[0]);
    const known = ["b", "c", "e"].map((kid) => second.knows({ alg: "ES256", kid }));
    expect([...known, second.etag]).toEqual([true, false, true, '"2"']);
  });

  test("knows of the keys left out anew each time, which is no new generation", () => {
    const first = createSnapshot(parts, limits);
    const second = createSnapshot({ ...parts, previous: first, leftOutKids: ["f"] }, limits);
    const known = ["e", "f"].map((kid) => second.knows({ alg: "ES256", kid }));
    expect([...known, second.generation]).toEqual([false, true, 1]);
  });

  test("cannot be changed", () => {
    const snapshot = createSnapshot(parts, limits);
    expect([snapshot, snapshot.keys, snapshot.leftOutKids].every((part) => Object.isFrozen(part))).toBe(true);
  });
});
