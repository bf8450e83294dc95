import { AssertionError } from "node:assert";
import { type CachedIntrospection, createMemoryTokenCache, type TokenCache } from "@ostiary/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { tokenCacheContract, type TokenCacheSetting } from "../../src/index.js";

/** What an application may write: a map of texts, as a server of keys and values holds them. */
function createTextCache(texts = new Map<string, string>()): TokenCache {
  return {
    async get(key, now) {
      const text = texts.get(key);
      const entry = text === undefined ? undefined : (JSON.parse(text) as CachedIntrospection);
      return entry !== undefined && now < entry.expiresAt ? entry : undefined;
    },
    async set(key, entry) {
      texts.set(key, JSON.stringify(entry));
    },
  };
}

/** A map, which forgets nothing. */
function createMapCache(entries = new Map<string, CachedIntrospection>()): TokenCache {
  return { get: (key) => entries.get(key), set: (key, entry) => void entries.set(key, entry) };
}

const down = (): Promise<never> => Promise.reject(new Error("connection refused"));
const never = (): Promise<never> => new Promise(() => {});

const shared = createTextCache();
const settings: Record<string, TokenCacheSetting> = {
  "the cache in memory": { createTokenCache: () => createMemoryTokenCache() },
  "a map": { createTokenCache: () => createMapCache() },
  "texts in a store that all share, by a clock of its own": {
    createTokenCache: () => shared,
    failing: () => ({ get: down, set: down }),
    now: () => 1_800_000_000,
  },
};

describe.each(Object.entries(settings))("%s keeps the contract", (_, setting) => {
  test.each([...tokenCacheContract(setting)])("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("the contract", () => {
  const names = tokenCacheContract({ createTokenCache: createMapCache, failing: createMapCache }).map(
    ({ name }) => name,
  );

  test("names each case once, with a section", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/ \(RFC \d+ §[\d.]+\)$/.test(name))).toEqual([]);
  });

  test("asks for an outage only of a cache that can have one", () => {
    const withoutOutage = tokenCacheContract({ createTokenCache: createMapCache }).map(({ name }) => name);
    expect(names.filter((name) => !withoutOutage.includes(name))).toEqual([expect.stringMatching(/^fails or answers/)]);
  });

  test("takes settings that are instances of a class", async () => {
    class Setting implements TokenCacheSetting {
      readonly #entries = new Map<string, CachedIntrospection>();
      createTokenCache(): TokenCache {
        return createMapCache(this.#entries);
      }
      now(): number {
        return this.#entries.size;
      }
    }
    for (const { run } of tokenCacheContract(new Setting())) await expect(run()).resolves.toBeUndefined();
  });

  test("tells the case and what the cache did", async () => {
    const [first] = tokenCacheContract({ createTokenCache: () => ({ get: down, set: async () => {} }) });
    await expect(first?.run()).rejects.toThrow(
      /^answers what was remembered.*: asked for [\w-]{43} it failed: Error: connection refused/,
    );
  });
});

type Defect = readonly [defect: string, broken: string, cache: () => TokenCache];

/** A map whose keys and entries go through something. */
function createDefective(defect: {
  readonly key?: (key: string) => string;
  readonly entry?: (entry: CachedIntrospection) => unknown;
  readonly nothing?: unknown;
}): TokenCache {
  const { key: toKey = (key) => key, entry: toEntry = (entry) => entry } = defect;
  const entries = new Map<string, CachedIntrospection>();
  return {
    get: (key) => (entries.get(toKey(key)) ?? defect.nothing) as CachedIntrospection | undefined,
    set: (key, entry) => void entries.set(toKey(key), toEntry(entry) as CachedIntrospection),
  };
}

const defects: readonly Defect[] = [
  ["forgets all at once", "answers what was remembered", () => ({ get: () => undefined, set: () => {} })],
  [
    "keeps the answer and not how long it may be used",
    "answers what was remembered",
    () => createDefective({ entry: ({ response }) => ({ response }) }),
  ],
  [
    "keeps no time of the answer",
    "answers what was remembered",
    () => createDefective({ entry: ({ response, expiresAt }) => ({ response, expiresAt }) }),
  ],
  [
    "leaves out what is null",
    "answers what was remembered",
    () =>
      createDefective({
        entry: (entry) => JSON.parse(JSON.stringify(entry, (_, value: unknown) => value ?? undefined)) as unknown,
      }),
  ],
  [
    "writes into what it is given",
    "answers what was remembered",
    () => createDefective({ entry: (entry) => Object.assign(entry, { storedAt: 1 }) }),
  ],
  [
    "gives an answer away once",
    "answers what was remembered",
    () => {
      const entries = new Map<string, CachedIntrospection>();
      return {
        get(key) {
          const entry = entries.get(key);
          entries.delete(key);
          return entry;
        },
        set: (key, entry) => void entries.set(key, entry),
      };
    },
  ],
  ["says null for nothing", "has nothing under a key", () => createDefective({ nothing: null })],
  [
    "takes upper and lower case for the same",
    "compares keys exactly",
    () => createDefective({ key: (key) => key.toLowerCase() }),
  ],
  ["cuts keys off", "compares keys exactly", () => createDefective({ key: (key) => key.slice(0, 32) })],
  ["cleans keys", "compares keys exactly", () => createDefective({ key: (key) => key.replaceAll(/\W|_/g, "") })],
  [
    "reads base64url as base64",
    "compares keys exactly",
    () => createDefective({ key: (key) => key.replaceAll("-", "_") }),
  ],
  [
    "never writes over anything",
    "replaces what was remembered",
    () => {
      const entries = new Map<string, CachedIntrospection>();
      return {
        get: (key) => entries.get(key),
        set: (key, entry) => void (entries.has(key) || entries.set(key, entry)),
      };
    },
  ],
  [
    "mixes up what is set at once",
    "keeps apart what is remembered",
    () => {
      const entries = new Map<string, CachedIntrospection>();
      let last = "";
      return {
        get: (key) => entries.get(key),
        async set(key, entry) {
          last = key;
          await Promise.resolve();
          entries.set(last, entry);
        },
      };
    },
  ],
  [
    "takes no long texts",
    "takes an answer of 64 KiB",
    () =>
      createDefective({
        entry(entry) {
          if (JSON.stringify(entry).length > 16_384) throw new Error("value too large");
          return entry;
        },
      }),
  ],
  [
    "takes seconds for milliseconds",
    "keeps an answer as long",
    () => {
      const entries = new Map<string, CachedIntrospection & { readonly setAt: number }>();
      return {
        get(key, now) {
          const { setAt = 0, ...entry } = entries.get(key) ?? {};
          const { response, answeredAt, expiresAt } = entry as CachedIntrospection;
          return response && now - setAt <= (expiresAt - setAt) / 1000
            ? { response, answeredAt, expiresAt }
            : undefined;
        },
        set: (key, entry, now) => void entries.set(key, { ...entry, setAt: now }),
      };
    },
  ],
  [
    "needs a whole second",
    "bears entries with less than a second left",
    () => {
      const entries = new Map<string, CachedIntrospection>();
      return {
        get: (key) => entries.get(key),
        set(key, entry, now) {
          if (Math.floor(entry.expiresAt - now) === 0) throw new Error("invalid expire time");
          entries.set(key, entry);
        },
      };
    },
  ],
];

function findTest(setting: TokenCacheSetting, beginning: string) {
  const [contractTest, ...others] = tokenCacheContract(setting).filter(({ name }) => name.startsWith(beginning));
  expect(others).toEqual([]);
  return contractTest;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("the contract is broken by a cache that", () => {
  test.each(defects)("%s", async (_, broken, createTokenCache) => {
    const contractTest = findTest({ createTokenCache }, broken);
    const run = contractTest?.run();
    await expect(run).rejects.toBeInstanceOf(AssertionError);
    await expect(run).rejects.toThrow(contractTest?.name);
  });

  test.each<[string, TokenCache]>([
    [
      "answers while its store is down",
      { get: () => ({ response: { active: false }, answeredAt: 0, expiresAt: 1 }), set: down },
    ],
    ["hangs while its store is down, asked for an answer", { get: never, set: down }],
    ["hangs while its store is down, given one", { get: down, set: never }],
  ])("%s", async (_, cache) => {
    const contractTest = findTest(
      { createTokenCache: createMapCache, failing: () => cache },
      "fails or answers nothing",
    );
    vi.useFakeTimers();
    const run = expect(contractTest?.run()).rejects.toBeInstanceOf(AssertionError);
    await vi.advanceTimersByTimeAsync(1000);
    await vi.advanceTimersByTimeAsync(1000);
    await run;
  });
});
