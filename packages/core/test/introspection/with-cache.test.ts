import { describe, expect, onTestFinished, test, vi } from "vitest";
import { toFrozenResponse } from "../../src/introspection/frozen-response.js";
import { withCache } from "../../src/introspection/with-cache.js";
import type { TokenCache } from "../../src/seams/token-cache.js";
import { active, createContext, INACTIVE, playedClient } from "./layers.js";

function setUp(options: Parameters<typeof createContext>[0] = {}, cache?: TokenCache) {
  const context = createContext(options);
  const client = playedClient();
  return { ...context, client, lookup: withCache(client, { ...context, cache }) };
}

describe("an answer that is remembered", () => {
  test("is given without a call, without a promise and as the same object", async () => {
    const { client, lookup } = setUp();
    client.introspect.mockResolvedValueOnce(toFrozenResponse(active()));
    const first = await lookup.introspect("token", { key: "key", now: 100 });
    expect(lookup.introspect("token", { key: "key", now: 159.9 })).toBe(first);
    expect(client.introspect).toHaveBeenCalledExactlyOnceWith("token", { now: 100 });
  });

  test.each([
    ["an active one for cacheSeconds", active(), 60],
    ["an active one no longer than until exp (RFC 7662 §4)", active({ exp: 130 }), 30],
    ["an inactive one for negativeCacheSeconds", INACTIVE, 10],
  ])("lasts its time: %s", async (_, response, seconds) => {
    const { client, lookup } = setUp();
    client.introspect.mockImplementation(async () => response);
    await lookup.introspect("token", { key: "key", now: 100 });
    expect(lookup.introspect("token", { key: "key", now: 99.9 + seconds })).toEqual(response);
    expect(client.introspect).toHaveBeenCalledTimes(1);
    await lookup.introspect("token", { key: "key", now: 100 + seconds });
    expect(client.introspect).toHaveBeenCalledTimes(2);
  });

  test("is of one key and of no other", async () => {
    const { client, lookup } = setUp();
    client.introspect.mockResolvedValueOnce(active({ sub: "a" })).mockResolvedValueOnce(active({ sub: "b" }));
    await lookup.introspect("token", { key: "a", now: 100 });
    expect(await lookup.introspect("token", { key: "b", now: 100 })).toEqual(active({ sub: "b" }));
    expect(lookup.introspect("token", { key: "a", now: 100 })).toEqual(active({ sub: "a" }));
  });

  test.each([
    ["active", active(), { cacheSeconds: 0 }],
    ["inactive", INACTIVE, { negativeCacheSeconds: 0 }],
  ])("is none with 0: %s", async (_, response, options) => {
    const { client, lookup } = setUp(options);
    client.introspect.mockImplementation(async () => response);
    await lookup.introspect("token", { key: "key", now: 100 });
    await lookup.introspect("token", { key: "key", now: 100 });
    expect(client.introspect).toHaveBeenCalledTimes(2);
  });

  test("is never a failure", async () => {
    const { client, lookup } = setUp();
    client.introspect.mockRejectedValueOnce(new Error("no connection"));
    await expect(lookup.introspect("token", { key: "key", now: 100 })).rejects.toThrow("no connection");
    client.introspect.mockResolvedValueOnce(INACTIVE);
    expect(await lookup.introspect("token", { key: "key", now: 100 })).toEqual(INACTIVE);
  });
});

describe("a flood of invented tokens", () => {
  test("pushes no good answer out, nor does one of good ones push out the bad", async () => {
    const { client, lookup } = setUp({ cacheEntries: 10 });
    client.introspect.mockImplementation(async (token) => (token.startsWith("good") ? active() : INACTIVE));
    await lookup.introspect("good", { key: "good", now: 100 });
    for (let index = 0; index < 1000; index += 1) await lookup.introspect("bad", { key: `bad-${index}`, now: 100 });
    expect(lookup.introspect("good", { key: "good", now: 101 })).toEqual(active());
    for (let index = 0; index < 20; index += 1) await lookup.introspect("good", { key: `good-${index}`, now: 100 });
    expect(lookup.introspect("bad", { key: "bad-999", now: 101 })).toEqual(INACTIVE);
    expect(lookup.introspect("bad", { key: "bad-0", now: 101 })).toBeInstanceOf(Promise);
  });

  test("writes nothing to a cache of the application", async () => {
    const cache = { get: vi.fn<TokenCache["get"]>(), set: vi.fn<TokenCache["set"]>() };
    const { client, lookup } = setUp({}, cache);
    client.introspect.mockImplementation(async (token) => (token === "good" ? active() : INACTIVE));
    await lookup.introspect("bad", { key: "bad", now: 100 });
    expect(lookup.introspect("bad", { key: "bad", now: 101 })).toEqual(INACTIVE);
    await lookup.introspect("good", { key: "good", now: 100 });
    expect(cache.get.mock.calls).toEqual([
      ["bad", 100],
      ["good", 100],
    ]);
    expect(cache.set).toHaveBeenCalledExactlyOnceWith(
      "good",
      { response: active(), answeredAt: 100, expiresAt: 160 },
      100,
    );
  });
});

describe("a cache of the application", () => {
  test("is asked first, and the server only after a miss", async () => {
    const entry = { response: active({ sub: "remembered" }), answeredAt: 90, expiresAt: 150 };
    const cache = { get: vi.fn<TokenCache["get"]>().mockResolvedValue(entry), set: vi.fn<TokenCache["set"]>() };
    const { client, lookup } = setUp({}, cache);
    expect(await lookup.introspect("token", { key: "key", now: 100 })).toEqual(entry.response);
    expect(client.introspect).not.toHaveBeenCalled();
    client.introspect.mockResolvedValueOnce(active({ sub: "asked" }));
    expect(await lookup.introspect("token", { key: "key", now: 150 })).toEqual(active({ sub: "asked" }));
  });

  test("that fails costs a call, and no request", async () => {
    const cache: TokenCache = {
      get: () => Promise.reject(new Error("down")),
      set: () => Promise.reject(new Error("down")),
    };
    const { client, lookup, takeTypes } = setUp({}, cache);
    client.introspect.mockResolvedValueOnce(active());
    expect(await lookup.introspect("token", { key: "key", now: 100 })).toEqual(active());
    expect(takeTypes()).toEqual(["hook.failed", "hook.failed"]);
  });
});

describe("a token that was revoked stays so (RFC 7009 §2.2)", () => {
  /** Another process was told at 98 that the token is active, and shares that. */
  function setUpShared(options: Parameters<typeof createContext>[0] = {}, get?: TokenCache["get"]) {
    const entry = { response: active(), answeredAt: 98, expiresAt: 158 };
    const set = vi.fn<TokenCache["set"]>();
    const found = vi.fn<TokenCache["get"]>(get ?? (() => entry)).mockReturnValueOnce(undefined);
    const setting = setUp(options, { get: found, set });
    setting.client.introspect.mockImplementation(async () => INACTIVE);
    return { ...setting, entry, set };
  }

  test.each([
    ["by default", {}, [110, 120, 150, 164.9]],
    ["where inactive answers are not remembered", { negativeCacheSeconds: 0 }, [100, 101, 150, 164.9]],
  ])("whatever older answer a shared cache still has: the server is asked again, %s", async (_, options, moments) => {
    const { client, lookup } = setUpShared(options);
    expect(await lookup.introspect("token", { key: "key", now: 100 })).toEqual(INACTIVE);
    for (const [index, now] of moments.entries()) {
      expect(await lookup.introspect("token", { key: "key", now })).toEqual(INACTIVE);
      expect(client.introspect).toHaveBeenCalledTimes(index + 2);
    }
  });

  test("for as long as an answer from before can live, by any clock, and no longer", async () => {
    const { client, lookup } = setUpShared({}, () => ({ response: active(), answeredAt: 105, expiresAt: 165 }));
    await lookup.introspect("token", { key: "key", now: 100 });
    client.introspect.mockRejectedValue(new Error("no connection"));
    await expect(lookup.introspect("token", { key: "key", now: 164.9 })).rejects.toThrow("no connection");

    const later = setUpShared({}, () => ({ response: active(), answeredAt: 160, expiresAt: 220 }));
    await later.lookup.introspect("token", { key: "key", now: 100 });
    expect(await later.lookup.introspect("token", { key: "key", now: 165 })).toEqual(active());
  });

  test("after a cache that did not answer in time", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const entry = { response: active(), answeredAt: 98, expiresAt: 158 };
    const get = vi.fn<TokenCache["get"]>(() => entry).mockReturnValueOnce(new Promise(() => {}));
    const { client, lookup } = setUp({}, { get, set: () => {} });
    client.introspect.mockImplementation(async () => INACTIVE);
    const first = lookup.introspect("token", { key: "key", now: 100 });
    await vi.advanceTimersByTimeAsync(250);
    expect(await first).toEqual(INACTIVE);
    expect(await lookup.introspect("token", { key: "key", now: 111 })).toEqual(INACTIVE);
  });

  test("until the server calls it active again, which is remembered as ever", async () => {
    const { client, lookup, entry, set } = setUpShared();
    await lookup.introspect("token", { key: "key", now: 100 });
    client.introspect.mockImplementation(async () => active());
    expect(await lookup.introspect("token", { key: "key", now: 110 })).toEqual(active());
    expect(set).toHaveBeenCalledExactlyOnceWith("key", { response: active(), answeredAt: 110, expiresAt: 170 }, 110);
    expect(lookup.introspect("token", { key: "key", now: 111 })).toEqual(entry.response);
    expect(client.introspect).toHaveBeenCalledTimes(2);
  });

  test("also after the clock was set back", async () => {
    const { client, lookup } = setUpShared();
    await lookup.introspect("token", { key: "key", now: 100 + 3600 });
    expect(await lookup.introspect("token", { key: "key", now: 100 })).toEqual(INACTIVE);
    expect(client.introspect).toHaveBeenCalledTimes(2);
    expect(lookup.introspect("token", { key: "key", now: 101 })).toEqual(INACTIVE);
  });
});
