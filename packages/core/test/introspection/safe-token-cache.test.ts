import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSafeTokenCache } from "../../src/introspection/safe-token-cache.js";
import type { IntrospectionResponse } from "../../src/seams/introspection-client.js";
import type { CachedIntrospection, TokenCache } from "../../src/seams/token-cache.js";
import { active, createContext, INACTIVE, settle, watch } from "./layers.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(lifetimeSeconds = 60) {
  const context = createContext();
  const cache = { get: vi.fn<TokenCache["get"]>(), set: vi.fn<TokenCache["set"]>() };
  return { ...context, cache, safe: createSafeTokenCache({ cache, lifetimeSeconds, emit: context.emit }) };
}

type Setting = ReturnType<typeof setUp>;

function answer({ cache }: Setting, entry: unknown): void {
  cache.get.mockReturnValue(entry as CachedIntrospection);
}

describe("an entry of a cache", () => {
  const good = { response: { active: true, claims: { sub: "user-1", exp: 500 } }, answeredAt: 100, expiresAt: 160 };

  test("is used, directly or by a promise, and frozen", async () => {
    const setting = setUp();
    answer(setting, good);
    expect(setting.safe.find("key", 100)).toEqual(good.response);
    expect(Object.isFrozen(setting.safe.find("key", 100))).toBe(true);
    answer(setting, Promise.resolve(good));
    await expect(setting.safe.find("key", 100)).resolves.toEqual(good.response);
    expect(setting.cache.get).toHaveBeenCalledWith("key", 100);
    expect(setting.events).toEqual([]);
  });

  test.each<[string, unknown, number]>([
    ["whose time is over", good, 160],
    [
      "whose token has expired, whatever it says itself (RFC 7662 §4)",
      { ...good, answeredAt: 490, expiresAt: 560 },
      500,
    ],
    [
      "that is older than answers may be here, however long it may be used elsewhere",
      { ...good, expiresAt: 3700 },
      160,
    ],
    ["that is older, and nearly over elsewhere too", { ...good, answeredAt: -3110, expiresAt: 490 }, 485],
    ["that was made in times to come", good, 94.9],
    ["that was made at no time", { ...good, answeredAt: Number.NaN }, 100],
    ["that is over at no time", { ...good, expiresAt: Number.NaN }, 100],
    ["that is not there", undefined, 100],
    ["that is not there, in the words of many databases", null, 100],
  ])("is not used %s, and nothing is wrong with it", async (_, entry, now) => {
    const setting = setUp();
    answer(setting, entry);
    expect(setting.safe.find("key", now)).toBeUndefined();
    answer(setting, Promise.resolve(entry));
    await expect(setting.safe.find("key", now)).resolves.toBeUndefined();
    expect(setting.events).toEqual([]);
  });

  test("is used up to the last moment, and up to 5 seconds before it can have been made", () => {
    const setting = setUp();
    answer(setting, good);
    expect(setting.safe.find("key", 159.9)).toEqual(good.response);
    expect(setting.safe.find("key", 95)).toEqual(good.response);
  });

  test("is used without regard to an exp that is not a number", () => {
    const setting = setUp();
    const response = active({ exp: "99" });
    answer(setting, { response, answeredAt: 100, expiresAt: 160 });
    expect(setting.safe.find("key", 100)).toEqual(response);
  });

  test.each<[string, unknown]>([
    ["a text", JSON.stringify(good)],
    ["a list", [good]],
    ["an answer without an end", { response: good.response, answeredAt: 100 }],
    ["an answer that does not say when it was given", { response: good.response, expiresAt: 160 }],
    ["an answer that was given in words", { ...good, answeredAt: "100" }],
    ["an end in words", { ...good, expiresAt: "160" }],
    ["an end without an answer", { answeredAt: 100, expiresAt: 160 }],
    ["an answer of the wire", { ...good, response: { active: true, sub: "user-1" } }],
    ["one that is active in words", { ...good, response: { active: "true", claims: {} } }],
    ["a trap", { ...good, get response(): unknown { throw new Error("trap"); } }], // prettier-ignore
  ])("is none if it is %s: a miss, and an event", async (_, entry) => {
    const setting = setUp();
    answer(setting, entry);
    expect(setting.safe.find("key", 100)).toBeUndefined();
    answer(setting, Promise.resolve(entry));
    await expect(setting.safe.find("key", 100)).resolves.toBeUndefined();
    expect(setting.events).toEqual([
      { type: "hook.failed", at: 100, hook: "cache", cause: expect.any(Error) },
      { type: "hook.failed", at: 100, hook: "cache", cause: expect.any(Error) },
    ]);
  });
});

const BROKEN = new Error("connection refused");

describe("a cache that fails", () => {
  const failed = [{ type: "hook.failed", at: 100, hook: "cache", cause: BROKEN }];

  test.each<[string, () => never | Promise<never>]>([
    ["throws", () => { throw BROKEN; }], // prettier-ignore
    ["rejects", () => Promise.reject(BROKEN)],
  ])("is a miss, and an event, when it %s", async (_, fail) => {
    const setting = setUp();
    setting.cache.get.mockImplementation(fail);
    expect(await setting.safe.find("key", 100)).toBeUndefined();
    expect(setting.events.splice(0)).toEqual(failed);
    setting.cache.set.mockImplementation(fail);
    await expect(setting.safe.remember("key", INACTIVE, 100)).resolves.toBeUndefined();
    expect(setting.events).toEqual(failed);
  });

  test("is waited for a quarter of a second", async () => {
    const setting = setUp();
    setting.cache.get.mockReturnValue(new Promise(() => {}));
    setting.cache.set.mockReturnValue(new Promise(() => {}));
    const [found, stored] = [watch(setting.safe.find("key", 100)), watch(setting.safe.remember("key", INACTIVE, 100))];
    await vi.advanceTimersByTimeAsync(249);
    expect([found.isSettled, stored.isSettled]).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect([found, stored]).toEqual([
      { isSettled: true, value: undefined },
      { isSettled: true, value: undefined },
    ]);
    const late = {
      type: "hook.failed",
      at: 100,
      hook: "cache",
      cause: expect.objectContaining({ message: expect.stringContaining("0.25") }),
    };
    expect(setting.events).toEqual([late, late]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("may be a thenable of any kind", async () => {
    const setting = setUp();
    // oxlint-disable-next-line unicorn/no-thenable
    answer(setting, { then: (_: unknown, reject: (error: Error) => void) => reject(BROKEN) });
    await expect(setting.safe.find("key", 100)).resolves.toBeUndefined();
    expect(setting.events).toEqual(failed);
  });
});

describe("an answer is remembered", () => {
  test.each<[string, IntrospectionResponse, number]>([
    ["for its time", active({}), 160],
    ["no longer than until exp (RFC 7662 §4)", active({ exp: 130.5 }), 130.5],
    ["for its time at the most, whatever exp is", active({ exp: 1e300 }), 160],
    ["for its time if exp cannot be counted with", active({ exp: "130" }), 160],
    ["for its time if it is inactive", INACTIVE, 160],
  ])("%s", async (_, response, expiresAt) => {
    const { safe, cache } = setUp();
    await safe.remember("key", response, 100);
    expect(cache.set).toHaveBeenCalledExactlyOnceWith("key", { response, answeredAt: 100, expiresAt }, 100);
    expect(Object.isFrozen(cache.set.mock.calls[0]?.[1])).toBe(true);
  });

  test.each([100, 99, -1, Number.NaN, Number.NEGATIVE_INFINITY])(
    "not at all if exp is %s, and there is no time left",
    async (exp) => {
      const { safe, cache } = setUp();
      await safe.remember("key", active({ exp }), 100);
      expect(cache.set).not.toHaveBeenCalled();
    },
  );

  test("not at all if the time is 0, and then the cache is not even asked", async () => {
    const { safe, cache } = setUp(0);
    await safe.remember("key", active(), 100);
    expect(safe.find("key", 100)).toBeUndefined();
    expect([cache.get, cache.set].map((hook) => hook.mock.calls.length)).toEqual([0, 0]);
  });

  test("before anybody goes on, if the cache takes its time", async () => {
    const { safe, cache } = setUp();
    let land = (): void => {};
    cache.set.mockReturnValue(new Promise((resolve) => (land = resolve)));
    const stored = watch(safe.remember("key", INACTIVE, 100));
    await settle();
    expect(stored.isSettled).toBe(false);
    land();
    await settle();
    expect(stored.isSettled).toBe(true);
  });
});
