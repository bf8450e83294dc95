import { describe, expect, test } from "vitest";
import { createSnapshot, type SnapshotParts } from "../../src/keys/snapshot.js";
import { createContext, makeKey } from "./doubles.js";

const keys = [await makeKey("a"), await makeKey("b")];
const parts: SnapshotParts = { keys, previous: undefined, fetchedAt: 1000, maxAgeSeconds: undefined, etag: undefined };
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
    expect([second.has("b"), second.has("c"), second.etag]).toEqual([true, false, '"2"']);
  });

  test("cannot be changed", () => {
    const snapshot = createSnapshot(parts, limits);
    expect(Object.isFrozen(snapshot) && Object.isFrozen(snapshot.keys)).toBe(true);
  });
});
