import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { digest as asyncDigest } from "../../src/internal/signature/webcrypto.js";
import { createIntrospector, type IntrospectorOptions } from "../../src/introspection/introspector.js";
import type { IntrospectionLimits } from "../../src/introspection/layer.js";
import type { CachedIntrospection, TokenCache } from "../../src/seams/token-cache.js";
import { active, createContext, INACTIVE, manualClient, playedClient, settle, watch } from "./layers.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(options: Partial<IntrospectionLimits> = {}, given: Partial<IntrospectorOptions> = {}) {
  const context = createContext(options);
  const client = playedClient();
  const introspector = createIntrospector({ ...context, client, ...given });
  const ask = (token: string): ReturnType<typeof watch> => watch(introspector.introspect(token, context.clock.now()));
  /** Moves the clock and the timers together. */
  async function pass(seconds: number): Promise<void> {
    context.clock.advance(seconds);
    await vi.advanceTimersByTimeAsync(seconds * 1000);
  }
  return { ...context, client, introspector, ask, pass };
}

function createMapCache() {
  const entries = new Map<string, CachedIntrospection>();
  const cache: TokenCache = { get: (key) => entries.get(key), set: (key, entry) => void entries.set(key, entry) };
  return { entries, cache };
}

describe("requests at once", () => {
  test.each([
    [1000, 1],
    [1000, 100],
  ])("make as few calls as they have tokens: %i requests with %i", async (requests, tokens) => {
    const { client, ask } = setUp();
    client.introspect.mockImplementation(async (token) => active({ sub: token }));
    const asked = Array.from({ length: requests }, (_, index) => ask(`token-${index % tokens}`));
    await settle();
    expect(client.introspect).toHaveBeenCalledTimes(tokens);
    for (const [index, { value }] of asked.entries()) expect(value).toEqual(active({ sub: `token-${index % tokens}` }));
  });

  test("with a token that is remembered are answered without a promise", async () => {
    const { client, introspector, clock } = setUp();
    client.introspect.mockResolvedValueOnce(active());
    await introspector.introspect("token", clock.now());
    expect(introspector.introspect("token", clock.now())).toEqual(active());
    expect(client.introspect).toHaveBeenCalledTimes(1);
  });

  test("are the same where a digest takes its time, as with WebCrypto", async () => {
    vi.useRealTimers();
    const { client, introspector } = setUp({}, { digest: asyncDigest });
    client.introspect.mockResolvedValueOnce(active());
    const asked = [1, 2, 3].map(async () => introspector.introspect("token", 100));
    expect(await Promise.all(asked)).toEqual([active(), active(), active()]);
    expect(client.introspect).toHaveBeenCalledTimes(1);
  });
});

describe("an answer", () => {
  test("cannot be changed by one request for the next", async () => {
    const { client, introspector, clock } = setUp();
    client.introspect.mockResolvedValueOnce(active({ scope: "read", ext: { roles: ["user"] } }));
    const response = await introspector.introspect("token", clock.now());
    const claims = Object(response).claims as { scope: string; ext: { roles: string[] } };
    expect(() => (claims.scope += " admin")).toThrow(TypeError);
    expect(() => claims.ext.roles.push("admin")).toThrow(TypeError);
    expect(introspector.introspect("token", clock.now())).toEqual(active({ scope: "read", ext: { roles: ["user"] } }));
  });

  test("is remembered under a digest: the token is nowhere in the cache (RFC 9700 §4.9.3)", async () => {
    const { cache, entries } = createMapCache();
    const { client, introspector } = setUp({}, { cache });
    client.introspect.mockResolvedValue(active());
    await introspector.introspect("s3cret-token", 100);
    const [[key, entry] = []] = entries;
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(entry)).not.toContain("s3cret");
    expect(entries.size).toBe(1);
  });

  test("is remembered for one issuer, one who asks and one token, however these are spelt", async () => {
    const { cache, entries } = createMapCache();
    const texts = ["", "a", "a\n", "\n", '"', '","', '"]', "[", "\\", '["a",""]', "https://as.example.com"];
    for (const issuer of texts) {
      for (const askedAs of texts) {
        // Who asks may be known with the first token only.
        const { client, introspector } = setUp(
          {},
          { cache, issuer, askedAs: askedAs.length > 2 ? () => askedAs : askedAs },
        );
        client.introspect.mockImplementation(async (token) => active({ about: [issuer, askedAs, token] }));
        for (const token of texts) {
          expect(await introspector.introspect(token, 100)).toEqual(active({ about: [issuer, askedAs, token] }));
        }
      }
    }
    expect(entries.size).toBe(texts.length ** 3);
  });

  test("is asked for alike by whoever says nothing of who asks", async () => {
    const { cache, entries } = createMapCache();
    for (const askedAs of [undefined, ""]) {
      const { client, introspector } = setUp({}, { cache, askedAs });
      client.introspect.mockResolvedValue(active());
      await introspector.introspect("token", 100);
    }
    expect(entries.size).toBe(1);
  });

  test("that a cache was tampered into is a miss", async () => {
    const { cache, entries } = createMapCache();
    const { client, introspector, takeTypes } = setUp({}, { cache });
    client.introspect.mockImplementation(async () => active());
    await introspector.introspect("token", 100);
    for (const [key, entry] of entries) {
      entries.set(key, { ...entry, response: { active: "yes", claims: {} } as unknown as typeof INACTIVE });
    }
    expect(await introspector.introspect("token", 100)).toEqual(active());
    expect(client.introspect).toHaveBeenCalledTimes(2);
    expect(takeTypes()).toEqual(["hook.failed"]);
  });
});

describe("an endpoint that hangs", () => {
  test("keeps nobody waiting for more than 3 seconds, has 50 calls at most, and is left alone then", async () => {
    const context = createContext();
    const { client, calls } = manualClient();
    const introspector = createIntrospector({ ...context, client });
    const asked = Array.from({ length: 1000 }, (_, index) =>
      watch(introspector.introspect(`t-${index}`, context.clock.now())),
    );
    await vi.advanceTimersByTimeAsync(2999);
    expect([calls.length, asked.some(({ isSettled }) => isSettled)]).toEqual([50, false]);
    context.clock.advance(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.every(({ error }) => Object(error).code === "unavailable")).toBe(true);
    expect(calls.filter(({ signal }) => signal?.aborted !== true).length).toBeLessThan(5);
    expect(context.takeTypes()).toEqual([
      ...Array.from({ length: 5 }, () => "introspection.failed"),
      "introspection.breaker_opened",
    ]);
    expect(introspector.health(context.clock.now())).toMatchObject({ state: "down", lastErrorClass: "timeout" });
    const before = calls.length;
    const refused = watch(introspector.introspect("one more", context.clock.now()));
    await settle();
    expect([calls.length, refused.isSettled]).toEqual([before, true]);
  });

  test("does not stop what is remembered, for as long as that may serve, and then it is 503", async () => {
    const { client, introspector, clock, ask, pass } = setUp();
    client.introspect.mockResolvedValueOnce(active());
    await introspector.introspect("token", clock.now());
    for (let index = 0; index < 5; index += 1) ask(`other-${index}`);
    await pass(3);
    expect(introspector.health(clock.now())).toMatchObject({ state: "down" });
    clock.advance(56.9);
    expect(introspector.introspect("token", clock.now())).toEqual(active());
    clock.advance(0.1);
    const late = ask("token");
    await pass(3);
    expect(late.error).toMatchObject({ code: "unavailable" });
  });

  test("stops none of those who wait for an answer when another gives up", async () => {
    const { client, ask, pass } = setUp();
    let land = (_: ReturnType<typeof active>): void => {};
    client.introspect.mockReturnValueOnce(new Promise((resolve) => (land = resolve)));
    const first = ask("token");
    await pass(2.5);
    const second = ask("token");
    land(active());
    await settle();
    expect([first.value, second.value]).toEqual([active(), active()]);
    expect(client.introspect).toHaveBeenCalledTimes(1);
  });
});

test("a call that began late is not cut short by the queue, and what it brings is remembered", async () => {
  const { client, ask, pass, introspector, clock } = setUp({ maxConcurrent: 1 });
  const land: ((response: ReturnType<typeof active>) => void)[] = [];
  client.introspect.mockImplementation(() => new Promise((resolve) => land.push(resolve)));
  ask("first");
  const waiting = ask("second");
  await pass(2);
  land[0]?.(active());
  await pass(1);
  expect(waiting.error).toMatchObject({ code: "unavailable" });
  await pass(1);
  land[1]?.(active({ sub: "late" }));
  await settle();
  expect(introspector.introspect("second", clock.now())).toEqual(active({ sub: "late" }));
  expect(introspector.health(clock.now())).toMatchObject({ state: "up" });
});

test("after an outage the next token finds out, and all is as before", async () => {
  const { client, ask, pass, introspector, clock, takeTypes } = setUp({ breakerFailures: 2 });
  client.introspect.mockRejectedValueOnce(new Error("down")).mockRejectedValueOnce(new Error("down"));
  const failed = [ask("a"), ask("b")];
  await settle();
  for (const { error } of failed) expect(error).toMatchObject({ code: "unavailable", cause: new Error("down") });
  await pass(5);
  client.introspect.mockResolvedValue(INACTIVE);
  expect(await introspector.introspect("c", clock.now())).toEqual(INACTIVE);
  expect(introspector.health(clock.now())).toMatchObject({ state: "up", lastError: undefined });
  expect(takeTypes()).toEqual([
    "introspection.failed",
    "introspection.failed",
    "introspection.breaker_opened",
    "introspection.breaker_closed",
  ]);
});

test("an answer that is none is a failure that names the hook", async () => {
  const { client, ask } = setUp();
  client.introspect.mockResolvedValueOnce(undefined as never);
  const asked = ask("token");
  await settle();
  expect(asked.error).toMatchObject({ code: "unavailable", cause: { code: "extension" } });
});

describe("closing", () => {
  test("answers all who wait, in a call or for their turn, and leaves no timer and no call", async () => {
    const context = createContext({ maxConcurrent: 2 });
    const { client, calls } = manualClient();
    const introspector = createIntrospector({ ...context, client });
    const asked = ["a", "b", "c", "d"].map((token) => watch(introspector.introspect(token, 100)));
    context.closing.abort();
    await settle();
    expect(calls.map(({ signal }) => signal?.aborted)).toEqual([true, true]);
    for (const { error } of asked) {
      expect(error).toMatchObject({ code: "unavailable", detail: expect.stringContaining("closed") });
    }
    expect([vi.getTimerCount(), context.events]).toEqual([0, []]);
  });

  test("leaves what is remembered", async () => {
    const { client, introspector, closing, ask } = setUp();
    client.introspect.mockResolvedValueOnce(active());
    await introspector.introspect("token", 1_000_000);
    closing.abort();
    expect(introspector.introspect("token", 1_000_000)).toEqual(active());
    const other = ask("other");
    await settle();
    expect(other.error).toMatchObject({ code: "unavailable" });
    expect(client.introspect).toHaveBeenCalledTimes(1);
  });
});
