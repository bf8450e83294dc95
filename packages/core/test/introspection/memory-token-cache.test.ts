import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../src/errors.js";
import { createMemoryTokenCache, type MemoryTokenCache } from "../../src/introspection/memory-token-cache.js";
import type { CachedIntrospection } from "../../src/seams/token-cache.js";
import { active, INACTIVE } from "./layers.js";

const entry = (claims: Record<string, unknown> = {}): CachedIntrospection => ({
  response: active(claims),
  answeredAt: 100,
  expiresAt: 160,
});
const keyOf = (index: number): string => String(index).padStart(43, "k");

function countKept(cache: MemoryTokenCache, count: number): number {
  return Array.from({ length: count }, (_, index) => cache.get(keyOf(index), 100)).filter(Boolean).length;
}

describe("a cache in memory", () => {
  test("answers at once what was set, and the same object", () => {
    const cache = createMemoryTokenCache();
    const set = entry();
    expect(cache.set("key", set, 100)).toBeUndefined();
    expect(cache.get("key", 100)).toBe(set);
    expect(cache.get("other", 100)).toBeUndefined();
  });

  test.each([null, true, -0.5, "", [], [null], {}, { a: { b: [null, {}] } }])("keeps any JSON: %j", (value) => {
    const cache = createMemoryTokenCache();
    const kept = entry({ value });
    cache.set("key", kept, 100);
    expect(cache.get("key", 100)).toBe(kept);
  });

  test("forgets an entry when its time is over (RFC 7662 §4)", () => {
    const cache = createMemoryTokenCache();
    cache.set("key", entry(), 100);
    expect(cache.get("key", 159.9)).toBeDefined();
    expect(cache.get("key", 160)).toBeUndefined();
    // It is gone, also for a clock that is set back.
    expect(cache.get("key", 100)).toBeUndefined();
  });

  test("holds as many entries as it may, and forgets what was not asked for longest", () => {
    const cache = createMemoryTokenCache({ entries: 3 });
    for (const index of [0, 1, 2]) cache.set(keyOf(index), entry(), 100);
    cache.get(keyOf(0), 100);
    cache.set(keyOf(3), entry(), 100);
    expect([0, 1, 2, 3].map((index) => cache.get(keyOf(index), 100) !== undefined)).toEqual([true, false, true, true]);
  });

  test("holds 10000 entries if nothing else is said", () => {
    const cache = createMemoryTokenCache();
    for (let index = 0; index < 10_500; index += 1)
      cache.set(keyOf(index), { response: INACTIVE, answeredAt: 100, expiresAt: 160 }, 100);
    expect(countKept(cache, 10_500)).toBe(10_000);
  });
});

describe("the size of a cache in memory", () => {
  const large = "x".repeat(60_000);

  test("is bounded together with the number: 4096 bytes for each entry", () => {
    const cache = createMemoryTokenCache({ entries: 1000 });
    for (let index = 0; index < 500; index += 1) cache.set(keyOf(index), entry({ large }), 100);
    // A character may take two bytes: 4096000 / 120000.
    expect(countKept(cache, 500)).toBe(33);
  });

  test("leaves room for several large answers also with few entries", () => {
    const cache = createMemoryTokenCache({ entries: 8 });
    for (let index = 0; index < 8; index += 1) cache.set(keyOf(index), entry({ large }), 100);
    expect(countKept(cache, 8)).toBe(8);
  });

  test("may be chosen, and what alone is larger is not kept", () => {
    const cache = createMemoryTokenCache({ maxBytes: 100_000 });
    cache.set(keyOf(0), entry(), 100);
    cache.set(keyOf(1), entry(), 100);
    cache.set(keyOf(0), entry({ large }), 100);
    expect(countKept(cache, 2)).toBe(1);
  });

  test.each<[string, unknown, number]>([
    ["numbers", Array.from({ length: 1000 }, (_, index) => index + 0.5), 24],
    ["empty objects", Array.from({ length: 1000 }, () => ({})), 56],
    ["empty lists", Array.from({ length: 1000 }, () => []), 16],
    ["members", Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, 1.5])), 64],
    ["texts", Array.from({ length: 1000 }, () => "\u20ac".repeat(10)), 40],
  ])("counts %s for what they take, which is more than their JSON", (_, value, leastBytes) => {
    const cache = createMemoryTokenCache({ maxBytes: 1000 * leastBytes });
    cache.set("key", entry({ value }), 100);
    expect(cache.get("key", 100)).toBeUndefined();
  });

  test("counts the keys too", () => {
    const cache = createMemoryTokenCache({ maxBytes: 2000 });
    cache.set("k".repeat(1000), entry(), 100);
    expect(cache.get("k".repeat(1000), 100)).toBeUndefined();
  });

  test("lets 10000 answers of a common kind be remembered", () => {
    const cache = createMemoryTokenCache();
    const claims = {
      iss: "https://as.example.com",
      sub: "248289761001-248289761001",
      client_id: "s6BhdRkqt3",
      aud: ["https://api.example.com", "https://files.example.com"],
      scope: "orders:read orders:write files:read profile",
      exp: 1_800_003_600,
      iat: 1_800_000_000,
      nbf: 1_800_000_000,
      jti: "5bb3bd34-0000-4000-8000-b94c0cfe32c5",
      token_type: "Bearer",
      username: "alice@example.com",
      ext: { tenant: "tenant-1", groups: ["staff", "admins"] },
    };
    for (let index = 0; index < 10_000; index += 1) cache.set(keyOf(index), entry(claims), 100);
    expect(countKept(cache, 10_000)).toBe(10_000);
  });
});

describe("the options of a cache in memory", () => {
  test.each([0, -1, 1.5, Number.NaN, Infinity, "10" as unknown as number])(
    "are whole numbers above 0, not %s",
    (value) => {
      const problems = ["entries must be a whole number above 0", "maxBytes must be a whole number above 0"];
      expect(() => createMemoryTokenCache({ entries: value, maxBytes: value })).toThrow(
        new ConfigurationError(problems),
      );
    },
  );
});
