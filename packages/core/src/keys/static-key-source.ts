import { ConfigurationError } from "../errors.js";
import { isJsonObject } from "../internal/json-object.js";
import type { KeySource } from "../seams/key-source.js";
import { isForElse, readJwk, withoutRepeats } from "./jwk-set.js";
import { checkJwk } from "./jwk.js";
import type { KnownKey } from "./known-key.js";
import { createKeyIndex, findSharedKids } from "./select-key.js";

/**
 * Makes a source of the keys of a JWK Set, all of them imported, so that it answers at once. For an application that reads
 * keys from a place of its own and exchanges them as a whole:
 *
 * ```ts
 * let current = await createStaticKeySource(await readKeys());
 * const keySource: KeySource = { find: (query, now) => current.find(query, now) };
 * // and when they have changed
 * current = await createStaticKeySource(await readKeys());
 * ```
 *
 * Keys that never change are simpler given as the issuer's `jwks`. A key is found as in a fetched set: by exactly its `kid`
 * and an algorithm it fits, without `kid` if it is the only one that fits, and never among several. There may be any
 * number of them.
 *
 * @param jwks - A JWK Set. Keys for something else than signatures (`use`) are left alone; all others must be fit.
 * @returns The source. Rejects with a `ConfigurationError` that names every key that is not fit, and every `kid` that
 *   stands for several; it quotes no key. A source that is in use stays as it is.
 * @see RFC 7517 §5
 */
export async function createStaticKeySource(jwks: { readonly keys: readonly object[] }): Promise<KeySource> {
  const problems = checkGivenJwkSet(jwks);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const index = createKeyIndex(await importAll(jwks.keys), []);
  return Object.freeze<KeySource>({ find: (query) => index.select(query) });
}

/**
 * Says everything that is wrong with a JWK Set that the application gave, by its form alone. Who gave it can mend it: so
 * unlike in a fetched one every key for signatures must be fit.
 */
export function checkGivenJwkSet(jwks: unknown): string[] {
  const keys = isJsonObject(jwks) ? jwks["keys"] : undefined;
  if (!Array.isArray(keys)) return ["jwks must be a JWK Set: an object with a list of keys (RFC 7517 §5)"];
  if (keys.every(isForElse)) return ["jwks holds no key for signatures"];
  return keys.flatMap((key: unknown, index) => {
    const problem = isForElse(key) ? undefined : checkJwk(key);
    return problem === undefined ? [] : [`jwks, key ${index + 1}: ${problem}`];
  });
}

/** Imports keys whose form has been checked. */
async function importAll(jwks: readonly object[]): Promise<readonly KnownKey[]> {
  const readings = await Promise.all(jwks.map(async (jwk) => (isForElse(jwk) ? undefined : readJwk(jwk, new Map()))));
  const unfit = readings.flatMap((problem, index) =>
    typeof problem === "string" ? [`jwks, key ${index + 1}: ${problem}`] : [],
  );
  const keys = withoutRepeats(readings.filter((reading) => typeof reading === "object"));
  const problems = [...unfit, ...findSharedKids(keys).problems];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return keys;
}
