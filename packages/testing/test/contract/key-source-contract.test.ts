import { AssertionError } from "node:assert";
import {
  createStaticKeySource,
  createVerificationKey,
  type KeyQuery,
  type KeySource,
  UnavailableError,
  type VerificationKey,
} from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { type ChangingKeys, keySourceContract, type KeySourceSetting } from "../../src/index.js";

type Jwk = Readonly<Record<string, unknown>>;

/** A store as an application may have one: rows that are looked up by `kid` and `alg`, or a failure. */
interface Database {
  findJwk(kid: string, alg: string): Promise<string | undefined>;
}

function createDatabase(publicJwks: readonly Jwk[]): Database & { replace(publicJwks: readonly Jwk[]): void } {
  const toRow = ({ kid, alg, ...jwk }: Jwk) => ({ kid, alg, jwk: JSON.stringify({ ...jwk, kid, alg }) });
  let rows = publicJwks.map(toRow);
  return {
    findJwk: async (kid, alg) => rows.find((row) => row.kid === kid && row.alg === alg)?.jwk,
    replace: (jwks) => {
      rows = jwks.map(toRow);
    },
  };
}

const brokenDatabase: Database = { findJwk: () => Promise.reject(new Error("connection refused")) };

/** The source that docs/options.md shows. */
function createDatabaseKeys(database: Database): KeySource {
  const imported = new Map<string, Promise<VerificationKey>>();
  return {
    async find({ kid, alg }) {
      if (kid === undefined) return undefined;
      const jwk = await database.findJwk(kid, alg).catch((cause: unknown) => {
        throw new UnavailableError("The database of keys did not answer", { cause });
      });
      if (jwk === undefined) return undefined;
      const key = imported.get(jwk) ?? createVerificationKey(JSON.parse(jwk) as object);
      imported.set(jwk, key);
      return key;
    },
  };
}

/** Keys in a database, found by a source that `withCache` may make worse. */
function createChangingKeys(publicJwks: readonly Jwk[], withCache = (source: KeySource) => source): ChangingKeys {
  const database = createDatabase(publicJwks);
  return { source: withCache(createDatabaseKeys(database)), replaceKeys: (jwks) => database.replace(jwks) };
}

const databaseSetting: KeySourceSetting = {
  createKeySource: (publicJwks) => createDatabaseKeys(createDatabase(publicJwks)),
  createChangingKeys: (publicJwks) => createChangingKeys(publicJwks),
  failing: () => createDatabaseKeys(brokenDatabase),
};

/** The set that the documentation of `createStaticKeySource` shows: held by the application, and exchanged as a whole. */
async function createExchangedKeys(keys: readonly Jwk[]): Promise<ChangingKeys> {
  let current = await createStaticKeySource({ keys });
  return {
    source: { find: (query, now) => current.find(query, now) },
    replaceKeys: async (publicJwks) => {
      current = await createStaticKeySource({ keys: publicJwks });
    },
  };
}

describe("a key set that an application holds keeps the contract", () => {
  const createKeySource = (keys: readonly Jwk[]): Promise<KeySource> => createStaticKeySource({ keys });
  test.each([...keySourceContract({ createKeySource, createChangingKeys: createExchangedKeys })])(
    "$name",
    async ({ run }) => {
      await expect(run()).resolves.toBeUndefined();
    },
  );
});

describe("keys in a database keep the contract", () => {
  test.each([...keySourceContract(databaseSetting)])("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("the contract", () => {
  const names = keySourceContract(databaseSetting).map(({ name }) => name);

  test("names each case once, with a section", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/ \(RFC \d+ §[\d.]+(?:, RFC \d+ §[\d.]+)*\)$/.test(name))).toEqual([]);
  });

  test.each([
    ["failing", [/^says that it/]],
    ["createChangingKeys", [/^finds a key no more/, /^finds a key that is added/, /^goes by the new key/]],
  ] as const)("asks nothing that takes %s of a source without", (part, left) => {
    const { [part]: _, ...setting } = databaseSetting;
    const others = keySourceContract(setting).map(({ name }) => name);
    expect(names.filter((name) => !others.includes(name))).toEqual(left.map((name) => expect.stringMatching(name)));
  });

  test.each([-1, 86_401, Number.NaN])("takes no delay of %s seconds", (delaySeconds) => {
    expect(() => keySourceContract({ ...databaseSetting, delaySeconds })).toThrow(RangeError);
  });

  test("takes settings that are instances of a class", async () => {
    class Setting implements KeySourceSetting {
      readonly #database = brokenDatabase;
      createKeySource = databaseSetting.createKeySource.bind(databaseSetting);
      failing(): KeySource {
        return createDatabaseKeys(this.#database);
      }
    }
    await expect(keySourceContract(new Setting()).at(-1)?.run()).resolves.toBeUndefined();
  });
});

/** A source that answers by a function over all keys for signatures, imported ahead. */
async function createDefective(
  publicJwks: readonly Jwk[],
  find: (keys: readonly VerificationKey[], query: KeyQuery) => unknown,
): Promise<KeySource> {
  const forSignatures = publicJwks.filter(({ use }) => use === "sig");
  const keys = await Promise.all(forSignatures.map((jwk) => createVerificationKey(jwk)));
  return { find: (query) => find(keys, query) as VerificationKey | undefined };
}

const fits = ({ algorithms }: VerificationKey, { alg }: KeyQuery): boolean => algorithms.includes(alg);

type Defect = readonly [defect: string, broken: string, createKeySource: KeySourceSetting["createKeySource"]];

const defects: readonly Defect[] = [
  ["finds nothing", "finds each key", () => ({ find: () => undefined })],
  [
    "finds the first key, whatever is asked for",
    "verifies a token with the key that signed it",
    (jwks) => createDefective(jwks, ([first]) => first),
  ],
  [
    "finds the first key that fits the algorithm",
    "makes no guess",
    (jwks) => createDefective(jwks, (keys, query) => keys.find((key) => fits(key, query))),
  ],
  [
    "takes upper and lower case for the same",
    "compares a kid exactly",
    (jwks) =>
      createDefective(jwks, (keys, query) =>
        keys.find((key) => fits(key, query) && key.kid?.toLowerCase() === query.kid?.toLowerCase()),
      ),
  ],
  [
    "drops blanks, as some databases do",
    "compares a kid exactly",
    (jwks) =>
      createDefective(jwks, (keys, query) => keys.find((key) => fits(key, query) && key.kid === query.kid?.trimEnd())),
  ],
  [
    "takes the kid for a pattern",
    "compares a kid exactly",
    (jwks) =>
      createDefective(jwks, (keys, query) =>
        keys.find((key) => fits(key, query) && key.kid?.startsWith(query.kid ?? "")),
      ),
  ],
  [
    "keeps its keys in an object, with all that an object inherits",
    "has no key for names that mean something",
    (jwks) =>
      createDefective(jwks, (keys, { kid = "" }) => {
        const byKid = Object.fromEntries(keys.map((key) => [key.kid, key]));
        return byKid[kid];
      }),
  ],
  [
    "fails for a name that its store does not take",
    "has no key for names that mean something",
    (jwks) => {
      const source = createDatabaseKeys(createDatabase(jwks));
      return {
        find: (query, now) => {
          if (query.kid?.includes("\0")) throw new UnavailableError("invalid byte sequence");
          return source.find(query, now);
        },
      };
    },
  ],
  [
    "answers null for a key that is not there",
    "has no key for a kid",
    (jwks) => createDefective(jwks, (keys, query) => keys.find(({ kid }) => kid === query.kid) ?? null),
  ],
  [
    "makes keys without regard to their alg",
    "verifies nothing with a key for another algorithm",
    (jwks) => {
      const stripped = jwks.map(({ alg: _, ...jwk }) => jwk);
      return createStaticKeySource({ keys: stripped });
    },
  ],
  [
    "goes by kid alone, where the last one wins",
    "tells keys that share a kid apart",
    (jwks) => createDefective(jwks, (keys, query) => keys.findLast(({ kid }) => kid === query.kid)),
  ],
  [
    "pays no regard to use",
    "never finds a key that is for something else",
    (jwks) => createStaticKeySource({ keys: jwks.map((jwk) => ({ ...jwk, use: "sig" })) }),
  ],
  [
    "makes a key anew for each token",
    "answers the same object",
    (jwks) => {
      const database = createDatabase(jwks);
      return { find: async (query, now) => createDatabaseKeys(database).find(query, now) };
    },
  ],
];

/** Answers as the source did up to `seconds` before: what it found only, or also what it did not. */
function cacheAnswers(source: KeySource, { seconds, misses }: { seconds: number; misses: boolean }): KeySource {
  const cache = new Map<string, { readonly answer: VerificationKey | undefined; readonly until: number }>();
  return {
    async find(query, now) {
      const cached = cache.get(JSON.stringify(query));
      if (cached !== undefined && now < cached.until) return cached.answer;
      const answer = await source.find(query, now);
      if (misses || answer !== undefined) cache.set(JSON.stringify(query), { answer, until: now + seconds });
      return answer;
    },
  };
}

describe("a source that caches its answers", () => {
  const setting = (seconds: number, misses: boolean): KeySourceSetting => ({
    ...databaseSetting,
    createChangingKeys: (jwks) => createChangingKeys(jwks, (source) => cacheAnswers(source, { seconds, misses })),
  });
  const findBroken = async (contract: KeySourceSetting): Promise<string[]> => {
    const broken: string[] = [];
    for (const { name, run } of keySourceContract(contract)) await run().catch(() => broken.push(name));
    return broken;
  };

  test("keeps the contract if it is given the time it documents", async () => {
    expect(await findBroken({ ...setting(60, true), delaySeconds: 60 })).toEqual([]);
  });

  test.each([
    ["keys for ever", Infinity, false, 86_400, [/^finds a key no more/, /^goes by the new key/]],
    ["all for ever", Infinity, true, 86_400, [/no more/, /is added/, /the new key/]],
    ["all for longer than it documents", 61, true, 60, [/no more/, /is added/, /the new key/]],
    ["all and documents nothing", 1, true, undefined, [/no more/, /is added/, /the new key/]],
  ])("breaks it if it caches %s", async (_, seconds, misses, delaySeconds, broken) => {
    const contract = { ...setting(seconds, misses), ...(delaySeconds === undefined ? {} : { delaySeconds }) };
    expect(await findBroken(contract)).toEqual(broken.map((name) => expect.stringMatching(name)));
  });

  test("breaks it if it remembers misses alone", async () => {
    const missesOnly = (source: KeySource): KeySource => {
      const missed = new Set<string>();
      return {
        async find(query, now) {
          const found = missed.has(JSON.stringify(query)) ? undefined : await source.find(query, now);
          if (found === undefined) missed.add(JSON.stringify(query));
          return found;
        },
      };
    };
    const contract = {
      ...databaseSetting,
      createChangingKeys: (jwks: readonly Jwk[]) => createChangingKeys(jwks, missesOnly),
    };
    expect(await findBroken(contract)).toEqual([expect.stringMatching(/is added/)]);
  });

  test("breaks it if it imports a key once for each kid", async () => {
    const byKid = (source: KeySource): KeySource => {
      const imported = new Map<string | undefined, VerificationKey>();
      return {
        async find(query, now) {
          const found = await source.find(query, now);
          if (found !== undefined && !imported.has(query.kid)) imported.set(query.kid, found);
          return found && imported.get(query.kid);
        },
      };
    };
    const contract = {
      ...databaseSetting,
      createChangingKeys: (jwks: readonly Jwk[]) => createChangingKeys(jwks, byKid),
    };
    expect(await findBroken(contract)).toEqual([expect.stringMatching(/the new key/)]);
  });
});

describe("the contract is broken by a source that", () => {
  test.each(defects)("%s", async (_, broken, createKeySource) => {
    const [contractTest, ...others] = keySourceContract({ createKeySource }).filter(({ name }) =>
      name.startsWith(broken),
    );
    expect(others).toEqual([]);
    const run = contractTest?.run();
    await expect(run).rejects.toBeInstanceOf(AssertionError);
    await expect(run).rejects.toThrow(contractTest?.name);
  });

  test.each<[string, NonNullable<KeySourceSetting["failing"]>]>([
    ["says that there is no such key while its store is down", () => ({ find: () => undefined })],
    [
      "throws an error of its driver while its store is down",
      () => ({ find: () => brokenDatabase.findJwk("", "") as never }),
    ],
  ])("%s", async (_, failing) => {
    const run = keySourceContract({ ...databaseSetting, failing })
      .at(-1)
      ?.run();
    await expect(run).rejects.toBeInstanceOf(AssertionError);
    await expect(run).rejects.toThrow(/says that it cannot tell/);
  });

  test("fails, and is told what it was asked and what it threw", async () => {
    const createKeySource = (): KeySource => ({ find: () => Promise.reject(new Error("no such table")) });
    const [first] = keySourceContract({ createKeySource });
    await expect(first?.run()).rejects.toThrow(
      /^finds each key .*: asked for \{ alg: 'ES256', kid: 'key-1' \} it failed: Error: no such table/,
    );
  });
});
