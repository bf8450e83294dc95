import { describe, expect, test, vi } from "vitest";
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
    expect(cache.set).toHaveBeenCalledExactlyOnceWith("good", { response: active(), expiresAt: 160 }, 100);
  });
});

describe("a cache of the application", () => {
  test("is asked first, and the server only after a miss", async () => {
    const entry = { response: active({ sub: "remembered" }), expiresAt: 150 };
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
