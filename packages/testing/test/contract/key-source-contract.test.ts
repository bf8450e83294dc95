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
import { keySourceContract, type KeySourceSetting } from "../../src/index.js";

type Jwk = Readonly<Record<string, unknown>>;

/** A store as an application may have one: rows that are looked up by `kid` and `alg`, or a failure. */
interface Database {
  findJwk(kid: string, alg: string): Promise<string | undefined>;
}

function createDatabase(publicJwks: readonly Jwk[]): Database {
  const rows = publicJwks.map(({ kid, alg, ...jwk }) => ({ kid, alg, jwk: JSON.stringify({ ...jwk, kid, alg }) }));
  return { findJwk: async (kid, alg) => rows.find((row) => row.kid === kid && row.alg === alg)?.jwk };
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

const databaseSetting: KeySourceSetting = {
  createKeySource: (publicJwks) => createDatabaseKeys(createDatabase(publicJwks)),
  failing: () => createDatabaseKeys(brokenDatabase),
};

describe("a key set that an application holds keeps the contract", () => {
  test.each([...keySourceContract({ createKeySource: (keys) => createStaticKeySource({ keys }) })])(
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

  test("asks for an outage only of a source that can have one", () => {
    const { createKeySource } = databaseSetting;
    const withoutOutage = keySourceContract({ createKeySource }).map(({ name }) => name);
    expect(names.filter((name) => !withoutOutage.includes(name))).toEqual([expect.stringMatching(/^says that it/)]);
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
