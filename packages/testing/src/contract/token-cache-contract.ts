import type { TokenCache } from "@ostiary/core";
import { createExpectations, type SeamTest } from "./contract-test.js";
import { tokenCacheCases, type TokenCacheBench } from "./token-cache-cases.js";

/** How the contract gets caches to test. */
export interface TokenCacheSetting {
  /** Makes a cache. It may hold other entries: the contract makes up a new key for each of its own. */
  createTokenCache(): TokenCache | Promise<TokenCache>;
  /** Makes a cache whose store cannot be reached. Left out for a cache that has everything at hand. */
  failing?(): TokenCache | Promise<TokenCache>;
  /**
   * The present, NumericDate seconds, from which on entries last. Default: the clock of the machine, which stores that forget
   * by themselves go by.
   */
  now?(): number;
}

/**
 * What every `TokenCache` must do, as tests. Forgetting is always allowed, but not at once: what was just remembered is looked for.
 *
 * @returns The tests; without `setting.failing` that of an outage is not among them.
 */
export function tokenCacheContract(setting: TokenCacheSetting): readonly SeamTest[] {
  const cases = tokenCacheCases.filter(({ failing }) => failing !== true || setting.failing !== undefined);
  return cases.map(({ name, check, failing }) => ({
    name,
    async run() {
      const cache = failing === true ? await setting.failing?.() : undefined;
      await check(createBench(name, cache ?? (await setting.createTokenCache()), setting.now?.() ?? Date.now() / 1000));
    },
  }));
}

function createBench(name: string, cache: TokenCache, now: number): TokenCacheBench {
  const expectations = createExpectations(name, "tokenCacheContract");
  const { expectDone } = expectations;
  return {
    ...expectations,
    cache,
    now,
    set: async (key, entry) => expectDone(`remembering ${key}`, () => cache.set(key, entry, now)),
    get: async (key, at = now) => expectDone(`asked for ${key} it`, () => cache.get(key, at)),
  };
}
