import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { KeySetResponse } from "../../src/keys/with-reading.js";
import { deferred, ISSUER, makeKey } from "./doubles.js";
import { createStack, es256, withKeys } from "./stack.js";

const [a, b] = [await makeKey("a"), await makeKey("b")];
const DOWN = new Error("no connection");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** With a set that has just been loaded: fresh for 600 s, refreshed ahead after 480, usable for 4200. */
async function warm() {
  const stack = createStack();
  stack.source.load.mockResolvedValueOnce(withKeys(a));
  await stack.loader.load({ now: stack.context.clock.now() });
  stack.context.takeTypes();
  stack.source.load.mockClear();
  return stack;
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe("without a set", () => {
  test("all who ask wait for one load", async () => {
    const { cache, source } = createStack();
    source.load.mockResolvedValueOnce(withKeys(a));
    const found = await Promise.all([cache.find(es256("a"), 1), cache.find(es256("a"), 1), cache.find(es256("b"), 1)]);
    expect(found).toEqual([a, a, undefined]);
    expect(source.load).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("nobody waits for more than 5 seconds, and the load goes on", async () => {
    const { cache, source } = createStack();
    const slow = deferred<KeySetResponse>();
    source.load.mockReturnValueOnce(slow.promise);
    const waiting = vi.fn<(error: unknown) => void>();
    const wait = Promise.resolve(cache.find(es256("a"), 1)).catch(waiting);
    await vi.advanceTimersByTimeAsync(4999);
    expect(waiting).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await wait;
    expect(waiting).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "unavailable", status: 503 }));
    slow.resolve(withKeys(a));
    await settle();
    expect(cache.find(es256("a"), 2)).toBe(a);
  });

  test("a failed load is an outage, with the time of the next attempt", async () => {
    const { cache, source } = createStack();
    source.load.mockRejectedValueOnce(DOWN);
    await expect(cache.find(es256("a"), 1)).rejects.toMatchObject({
      code: "unavailable",
      cause: DOWN,
      retryAfterSeconds: 1,
    });
  });
});

describe("with a set", () => {
  test("a known key is answered at once, without a promise and without the network", async () => {
    const { cache, source, context } = await warm();
    expect(cache.find(es256("a"), context.clock.advance(479))).toBe(a);
    expect(cache.find(es256("b"), context.clock.now())).toBeUndefined();
    expect(source.load).not.toHaveBeenCalled();
  });

  test("its use past 80 % of its time starts one refresh in the background", async () => {
    const { cache, source, context, loader } = await warm();
    const loads = vi.spyOn(loader, "load");
    const slow = deferred<KeySetResponse>();
    source.load.mockReturnValueOnce(slow.promise);
    const now = context.clock.advance(480);
    for (let request = 0; request < 1000; request += 1) expect(cache.find(es256("a"), now)).toBe(a);
    expect(source.load).toHaveBeenCalledTimes(1);
    expect(loads).toHaveBeenCalledTimes(1);
    slow.resolve(withKeys(b));
    await settle();
    expect(cache.find(es256("b"), now)).toBe(b);
  });

  test("a key that a refresh no longer brings is dead at once", async () => {
    const { cache, source, context } = await warm();
    source.load.mockResolvedValueOnce(withKeys(b));
    void cache.find(es256("a"), context.clock.advance(480));
    await settle();
    expect(cache.find(es256("a"), context.clock.now())).toBeUndefined();
    source.load.mockRejectedValue(DOWN);
    for (let hour = 0; hour < 2; hour += 1) {
      expect(cache.find(es256("a"), context.clock.advance(600))).toBeUndefined();
      await settle();
    }
  });

  test("nothing runs by itself when the set is not used", async () => {
    const { source, context } = await warm();
    context.clock.advance(86_400);
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(source.load).not.toHaveBeenCalled();
  });
});

describe("while refreshes fail", () => {
  test("known keys live on for an hour past their freshness, then no more", async () => {
    const { cache, source, context } = await warm();
    source.load.mockRejectedValue(DOWN);
    const start = context.clock.now();
    while (context.clock.now() < start + 4190) {
      expect(cache.find(es256("a"), context.clock.advance(10))).toBe(a);
      await settle();
    }
    expect(cache.find(es256("a"), start + 4199.9)).toBe(a);
    await expect(cache.find(es256("a"), context.clock.advance(10))).rejects.toMatchObject({
      code: "unavailable",
      cause: DOWN,
    });
  });

  test("that is told once, when the first stale key is served", async () => {
    const { cache, source, context } = await warm();
    const staleUntil = context.clock.now() + 4200;
    source.load.mockRejectedValue(DOWN);
    void cache.find(es256("a"), context.clock.advance(500));
    await settle();
    void cache.find(es256("a"), context.clock.advance(0.1));
    expect(context.takeTypes()).toEqual(["keys.refresh_failed"]);
    const at = context.clock.advance(99.9);
    for (let request = 0; request < 3; request += 1) void cache.find(es256("a"), at);
    await settle();
    void cache.find(es256("a"), context.clock.advance(100));
    await settle();
    const stale = context.events.filter(({ type }) => type === "keys.stale_served");
    expect(stale).toEqual([{ type: "keys.stale_served", at, issuer: ISSUER, staleUntil }]);
  });

  test("it is told again in the next outage", async () => {
    const { cache, source, context } = await warm();
    for (const outcome of ["down", "up", "down"]) {
      if (outcome === "up") source.load.mockResolvedValue(withKeys(a));
      else source.load.mockRejectedValue(DOWN);
      for (let request = 0; request < 3; request += 1) {
        void cache.find(es256("a"), context.clock.advance(400));
        await settle();
      }
    }
    expect(context.takeTypes().filter((type) => type === "keys.stale_served")).toHaveLength(2);
  });

  test("a set that is merely idle past its freshness is no outage", async () => {
    const { cache, source, context } = await warm();
    source.load.mockResolvedValueOnce(withKeys(a));
    expect(cache.find(es256("a"), context.clock.advance(1000))).toBe(a);
    await settle();
    expect(context.takeTypes()).toEqual(["keys.refreshed"]);
  });

  test("nothing is asked while backing off", async () => {
    const { cache, source, context } = await warm();
    source.load.mockRejectedValue(DOWN);
    void cache.find(es256("a"), context.clock.advance(500));
    await settle();
    for (let request = 0; request < 10; request += 1) void cache.find(es256("a"), context.clock.advance(0.04));
    expect(source.load).toHaveBeenCalledTimes(1);
    void cache.find(es256("a"), context.clock.advance(0.2));
    expect(source.load).toHaveBeenCalledTimes(2);
    await settle();
  });
});
