import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { KeySetResponse } from "../../src/keys/with-reading.js";
import type { KeyOptions } from "../../src/options.js";
import { deferred, ISSUER, makeKey } from "./doubles.js";
import { createStack, es256, withKeys } from "./stack.js";

const [a, b] = [await makeKey("a"), await makeKey("b")];
const DOWN = new Error("no connection");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** With a set that has just been loaded: fresh for 600 s, refreshed ahead after 480, usable for 4200. */
async function warm(options: KeyOptions = {}) {
  const stack = createStack(options);
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
    expect(cache.find(es256("a"), context.clock.advance(600))).toBeUndefined();
    await settle();
    expect(cache.find(es256("a"), context.clock.advance(30))).toBeUndefined();
    await settle();
  });

  test.each([
    ["comes at once", 0, false],
    ["takes 8 seconds", 8, false],
    ["fails after 8 seconds", 8, true],
  ])("requests that keep coming never wait, when each load %s", async (_, seconds, isFailing) => {
    const { cache, source, context } = await warm();
    source.load.mockImplementation(async () => {
      await new Promise((resolve) => {
        setTimeout(resolve, seconds * 1000);
      });
      if (isFailing) throw DOWN;
      return withKeys(a);
    });
    for (let second = 0; second < 4000; second += 1) {
      expect(cache.find(es256("a"), context.clock.advance(1))).toBe(a);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(source.load.mock.calls.length).toBeGreaterThan(7);
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

  test("the source is asked again at the very end of the pause", async () => {
    const { cache, source, context } = await warm();
    source.load.mockRejectedValue(DOWN);
    const now = context.clock.advance(500);
    context.record.outage = { cause: DOWN, failures: 1, failedAt: now, nextAttemptAt: now + 1 };
    void cache.find(es256("a"), now + 0.9);
    expect(source.load).not.toHaveBeenCalled();
    void cache.find(es256("a"), now + 1);
    expect(source.load).toHaveBeenCalledTimes(1);
    await settle();
  });
});

describe("past the freshness of the set, in use", () => {
  test("nobody waits for a known key while the source hangs", async () => {
    const { cache, source, context } = await warm();
    source.load.mockReturnValue(new Promise(() => {}));
    expect(cache.find(es256("a"), context.clock.advance(400))).toBe(a);
    const now = context.clock.advance(3600);
    for (let request = 0; request < 10; request += 1) expect(cache.find(es256("a"), now)).toBe(a);
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("a key that was removed is refused from the end of the refresh that its use has started", async () => {
    const { cache, source, context } = await warm();
    void cache.find(es256("a"), context.clock.advance(400));
    source.load.mockResolvedValueOnce(withKeys(b));
    const now = context.clock.advance(300);
    expect(cache.find(es256("a"), now)).toBe(a);
    await settle();
    expect(cache.find(es256("a"), now)).toBeUndefined();
  });
});

describe("after a time without use, past the freshness of the set", () => {
  /** Fresh until just now. */
  async function idle() {
    const stack = await warm({ idleSeconds: 599 });
    void stack.cache.find(es256("a"), stack.context.clock.now());
    return { ...stack, now: stack.context.clock.advance(600) };
  }

  test("nobody waits until then", async () => {
    const { cache, source, context } = await warm();
    source.load.mockResolvedValueOnce(withKeys(a));
    expect(cache.find(es256("a"), context.clock.advance(599.9))).toBe(a);
    await settle();
  });

  test("all who ask wait for one load, and a key that was removed is refused", async () => {
    const { cache, source, context, now } = await idle();
    source.load.mockResolvedValueOnce(withKeys(b));
    const found = await Promise.all(["a", "b", "a"].map(async (kid) => cache.find(es256(kid), now)));
    expect(found).toEqual([undefined, b, undefined]);
    expect(source.load).toHaveBeenCalledTimes(1);
    expect(context.takeTypes()).toEqual(["keys.refreshed"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("the old set answers when the load fails, and that is told once", async () => {
    const { cache, source, context, now } = await idle();
    source.load.mockRejectedValue(DOWN);
    expect(await Promise.all([cache.find(es256("a"), now), cache.find(es256("a"), now)])).toEqual([a, a]);
    expect(context.takeTypes()).toEqual(["keys.refresh_failed", "keys.stale_served"]);
    expect(cache.find(es256("a"), now)).toBe(a);
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("a key that the new set bears twice is not taken from the old one", async () => {
    const { cache, source, now } = await idle();
    source.load.mockResolvedValueOnce(withKeys(await makeKey("a"), await makeKey("a"), b));
    await expect(cache.find(es256("a"), now)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("a failure long ago is no reason not to try: a key that was removed since is refused", async () => {
    const { cache, source, context } = await warm({ idleSeconds: 2999 });
    source.load.mockRejectedValueOnce(DOWN);
    void cache.find(es256("a"), context.clock.advance(550));
    await settle();
    expect(context.record.outage).toMatchObject({ failedAt: context.clock.now() });
    source.load.mockResolvedValueOnce(withKeys(b));
    await expect(cache.find(es256("a"), context.clock.advance(3000))).resolves.toBeUndefined();
  });

  test.each([
    [98, false],
    [98.1, true],
  ])("a failure %d seconds ago lets a request wait for the next attempt: %s", async (seconds, waits) => {
    const { cache, source, context, now } = await idle();
    source.load.mockRejectedValue(DOWN);
    context.record.outage = { cause: DOWN, failures: 1, failedAt: now - seconds, nextAttemptAt: now };
    const found = cache.find(es256("a"), now);
    expect(found instanceof Promise).toBe(waits);
    expect(await found).toBe(a);
    await settle();
  });

  test("the old set answers after 3 seconds, and the load goes on", async () => {
    const { cache, source, context, now } = await idle();
    const slow = deferred<KeySetResponse>();
    source.load.mockReturnValueOnce(slow.promise);
    const answered = vi.fn<(key: unknown) => void>();
    const wait = Promise.resolve(cache.find(es256("a"), now)).then(answered);
    await vi.advanceTimersByTimeAsync(2999);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await wait;
    expect(answered).toHaveBeenCalledExactlyOnceWith(a);
    expect(context.takeTypes()).toEqual([]);
    slow.resolve(withKeys(b));
    await settle();
    expect(cache.find(es256("b"), now)).toBe(b);
  });

  test("what the old set lacks is not denied when the load fails or takes too long", async () => {
    const { cache, source, now } = await idle();
    source.load.mockReturnValueOnce(new Promise(() => {}));
    const late = expect(cache.find(es256("b"), now)).rejects.toMatchObject({ code: "unavailable" });
    await vi.advanceTimersByTimeAsync(3000);
    await late;
    source.load.mockRejectedValueOnce(DOWN);
    await expect(cache.find(es256("b"), now + 10)).rejects.toMatchObject({ code: "unavailable", cause: DOWN });
  });
});

describe("when their time is over", () => {
  test("that is told once in an outage, however many ask", async () => {
    const { cache, source, context } = await warm();
    const expiredAt = context.clock.now() + 4200;
    source.load.mockRejectedValue(DOWN);
    for (const seconds of [500, 3000, 700, 10, 100]) {
      await Promise.allSettled([1, 2].map(async () => cache.find(es256("a"), context.clock.now())));
      context.clock.advance(seconds);
    }
    const at = expiredAt;
    const expired = context.events.filter(({ type }) => type === "keys.expired");
    expect(expired).toEqual([{ type: "keys.expired", at, issuer: ISSUER, expiredAt }]);
  });

  test("so is that there have never been any", async () => {
    const { cache, source, context } = createStack();
    source.load.mockRejectedValue(DOWN);
    for (const seconds of [0, 1, 1000]) {
      await Promise.allSettled([1, 2].map(async () => cache.find(es256("a"), context.clock.advance(seconds))));
    }
    expect(context.events.filter(({ type }) => type === "keys.missing")).toEqual([
      { type: "keys.missing", at: 1_000_000, issuer: ISSUER },
    ]);
  });

  test("and not at all when nobody has tried: the set merely lay unused", async () => {
    const { cache, source, context } = await warm();
    source.load.mockResolvedValueOnce(withKeys(b));
    await cache.find(es256("b"), context.clock.advance(86_400));
    expect(context.takeTypes()).toEqual(["keys.refreshed"]);
  });
});

describe("when the clock is set back", () => {
  test("a set from the future is not fresh: a key that was removed is refused", async () => {
    const { cache, source, context } = await warm();
    source.load.mockResolvedValue(withKeys(b));
    const now = context.clock.advance(-86_400);
    await expect(cache.find(es256("a"), now)).resolves.toBeUndefined();
    expect(cache.find(es256("b"), now)).toBe(b);
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("by a few seconds, nothing happens", async () => {
    const { cache, source, context } = await warm();
    expect(cache.find(es256("a"), context.clock.advance(-5))).toBe(a);
    expect(source.load).not.toHaveBeenCalled();
  });

  test("known keys live for an hour from there while refreshes fail, and attempts go on", async () => {
    const { cache, source, context } = await warm();
    source.load.mockRejectedValue(DOWN);
    context.record.outage = {
      cause: DOWN,
      failures: 1,
      failedAt: context.clock.now(),
      nextAttemptAt: context.clock.now() + 60,
    };
    const start = context.clock.advance(-86_400);
    for (let second = 0; second < 3600; second += 10) {
      const found = cache.find(es256("a"), start + second);
      // Only the first one waits: that the server was down before says nothing on the new clock.
      expect(found instanceof Promise).toBe(second === 0);
      expect(await found).toBe(a);
      await settle();
      context.clock.advance(10);
    }
    expect(source.load.mock.calls.length).toBeGreaterThan(40);
    await expect(cache.find(es256("a"), start + 3600)).rejects.toMatchObject({ code: "unavailable" });
  });
});
