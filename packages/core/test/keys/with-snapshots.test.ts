import { describe, expect, test, vi } from "vitest";
import type { Loader } from "../../src/keys/layer.js";
import type { KeySetResponse } from "../../src/keys/with-reading.js";
import { setAtHand, withSnapshots } from "../../src/keys/with-snapshots.js";
import type { KeyOptions } from "../../src/options.js";
import { createContext, deferred, ISSUER, makeKey } from "./doubles.js";

const [a, b, c] = [await makeKey("a"), await makeKey("b"), await makeKey("c")];
const withKeys = (...keys: (typeof a)[]): KeySetResponse => ({
  modified: true,
  keys,
  leftOutKids: ["e"],
  maxAgeSeconds: undefined,
  etag: '"1"',
});

function setUp(options: KeyOptions = {}) {
  const context = createContext(options);
  const source = { load: vi.fn<Loader<KeySetResponse>["load"]>() };
  return { context, source, ...withSnapshots(source, context) };
}

describe("the set at hand", () => {
  test("is replaced as a whole: a key that is gone is gone", async () => {
    const { load, source, context } = setUp();
    source.load.mockResolvedValueOnce(withKeys(a, b));
    await load({ now: 100 });
    source.load.mockResolvedValueOnce(withKeys(b, c));
    const snapshot = await load({ now: 200 });
    expect(context.record.snapshot).toBe(snapshot);
    expect(snapshot.keys).toEqual([b, c]);
    expect(snapshot).toMatchObject({ generation: 2, fetchedAt: 200 });
    expect(context.events).toEqual([
      { type: "keys.refreshed", at: context.clock.now(), issuer: ISSUER, keys: 2, generation: 1 },
      { type: "keys.refreshed", at: context.clock.now(), issuer: ISSUER, keys: 2, generation: 2 },
    ]);
  });

  test("stays when a load fails", async () => {
    const { load, source, context } = setUp();
    source.load.mockResolvedValueOnce(withKeys(a));
    const snapshot = await load({ now: 100 });
    source.load.mockRejectedValueOnce(new Error("no connection"));
    await expect(load({ now: 200 })).rejects.toThrow("no connection");
    expect(context.record.snapshot).toBe(snapshot);
  });

  test("is named to the source, and lives on when that confirms it (RFC 9110 §15.4.5)", async () => {
    const { load, source } = setUp();
    source.load.mockResolvedValueOnce({ ...withKeys(a), maxAgeSeconds: 120 });
    await load({ now: 100 });
    source.load.mockResolvedValue({ modified: false, maxAgeSeconds: undefined });
    const confirmed = await load({ now: 200 });
    expect(confirmed).toMatchObject({ generation: 1, fetchedAt: 200, freshUntil: 320, keys: [a], leftOutKids: ["e"] });
    expect(source.load).toHaveBeenLastCalledWith({ now: 200, etag: '"1"' });
    source.load.mockResolvedValue({ modified: false, maxAgeSeconds: 90 });
    expect(await load({ now: 300 })).toMatchObject({ freshUntil: 390, etag: '"1"' });
  });

  test("cannot be confirmed when there is none, or when none was named", async () => {
    const { load, source } = setUp();
    source.load.mockResolvedValueOnce({ modified: false, maxAgeSeconds: 90 });
    await expect(load({ now: 100 })).rejects.toThrow("not asked about");
    source.load.mockResolvedValueOnce({ ...withKeys(a), etag: undefined } as KeySetResponse);
    await load({ now: 100 });
    source.load.mockResolvedValueOnce({ modified: false, maxAgeSeconds: 90 });
    await expect(load({ now: 100 })).rejects.toThrow("not asked about");
  });

  test("is not replaced by an answer that was under way for longer", async () => {
    const { load, source, context } = setUp();
    const slow = deferred<KeySetResponse>();
    source.load.mockReturnValueOnce(slow.promise).mockResolvedValueOnce(withKeys(b));
    const older = load({ now: 100 });
    const newer = await load({ now: 100 });
    slow.resolve(withKeys(a));
    expect(await older).toBe(newer);
    expect(context.record.snapshot?.keys).toEqual([b]);
    expect(context.takeTypes()).toEqual(["keys.refreshed"]);
  });
});

describe("when the clock is set back", () => {
  async function warm(options: KeyOptions = {}) {
    const set = setUp(options);
    set.source.load.mockResolvedValueOnce(withKeys(a));
    return { ...set, snapshot: await set.load({ now: 5000 }) };
  }

  test.each([5000, 4995])("by nothing or by 5 seconds, the set stays as it is (%d)", async (now) => {
    const { context, snapshot } = await warm();
    expect(setAtHand(context, now)).toBe(snapshot);
  });

  test.each([
    [4994.9, 3600],
    [0, 3600],
    [0, 60],
  ])("to %d, the freshness of the set ends, and it may serve for %i seconds more", async (now, staleSeconds) => {
    const { context, snapshot } = await warm({ staleSeconds });
    const stale = setAtHand(context, now);
    const instants = { fetchedAt: now, refreshAt: now, freshUntil: now, staleUntil: now + staleSeconds };
    expect(stale).toEqual({ ...snapshot, ...instants });
    expect(Object.isFrozen(stale)).toBe(true);
    expect(setAtHand(context, now + 1)).toBe(stale);
    expect(context.record.snapshot).toBe(stale);
  });

  test("no set is no set", () => {
    expect(setAtHand(createContext(), 0)).toBeUndefined();
  });
});
