import { UnavailableError } from "../errors.js";
import { quoteUntrusted } from "../internal/quote.js";
import type { KeyQuery } from "../seams/key-source.js";
import type { KnownKey } from "./known-key.js";

/** The keys of one set, ordered for looking them up. */
export interface KeyIndex {
  /**
   * Whether the set has what a token's header asks for, though not for this use or more than once: a key that bears its
   * `kid`, whatever it is for, or without `kid` any that fits `alg`. What is not known may have been rotated in since.
   */
  knows(query: KeyQuery): boolean;
  /**
   * The one key that a token's header asks for: with `kid` among those that bear exactly it, otherwise among all. It must
   * fit `alg`, and it must be the only one: no guess is made among several, and none is tried after another.
   *
   * Throws an `UnavailableError` for a `kid` that several keys bear and fit `alg`: that is the issuer's fault, and no token can
   * do anything about it.
   */
  select(query: KeyQuery): KnownKey | undefined;
}

/**
 * Orders keys by `kid` and algorithm (RFC 7517 §4.5, RFC 7515 §4.1.4).
 *
 * @param leftOutKids - The kids of keys that verify nothing, such as those for encryption: known, but never found.
 */
export function createKeyIndex(keys: readonly KnownKey[], leftOutKids: readonly string[]): KeyIndex {
  const all = byAlgorithm(keys);
  const byKid = new Map<string, ReadonlyMap<string, KnownKey | undefined>>();
  for (const [kid, sharing] of groupByKid(keys)) byKid.set(kid, byAlgorithm(sharing));
  const kids = new Set([...byKid.keys(), ...leftOutKids]);
  return Object.freeze({
    knows: ({ alg, kid }: KeyQuery) => (kid === undefined ? all.has(alg) : kids.has(kid)),
    select({ alg, kid }: KeyQuery) {
      if (kid === undefined) return all.get(alg);
      const sharing = byKid.get(kid);
      const key = sharing?.get(alg);
      if (key === undefined && sharing?.has(alg) === true) {
        throw new UnavailableError(`The issuer publishes several ${alg} keys as ${quoteUntrusted(kid)}`);
      }
      return key;
    },
  });
}

/**
 * Says which kids stand for more than one key: none of those can be used. One sentence each.
 *
 * @returns The sentences, and whether any key is left that a token can name.
 */
export function findSharedKids(keys: readonly KnownKey[]): { readonly problems: string[]; readonly isAll: boolean } {
  const groups = [...groupByKid(keys)].map(([kid, sharing]) => ({ kid, fitting: [...byAlgorithm(sharing)] }));
  const problems = groups.flatMap(({ kid, fitting }) => {
    const shared = fitting.flatMap(([alg, key]) => (key === undefined ? [alg] : []));
    return shared.length === 0 ? [] : [`several keys bear the kid ${quoteUntrusted(kid)} and fit ${shared.join(", ")}`];
  });
  const isUsable =
    keys.some(({ kid }) => kid === undefined) || groups.some(({ fitting }) => fitting.some(([, key]) => key));
  return { problems, isAll: !isUsable };
}

function groupByKid(keys: readonly KnownKey[]): ReadonlyMap<string, KnownKey[]> {
  const groups = new Map<string, KnownKey[]>();
  for (const key of keys) {
    if (key.kid === undefined) continue;
    const sharing = groups.get(key.kid);
    if (sharing === undefined) groups.set(key.kid, [key]);
    else sharing.push(key);
  }
  return groups;
}

/** For each algorithm the only key that fits, or `undefined` where there are several. */
function byAlgorithm(keys: readonly KnownKey[]): ReadonlyMap<string, KnownKey | undefined> {
  const fitting = new Map<string, KnownKey | undefined>();
  for (const key of keys) {
    for (const alg of key.algorithms) fitting.set(alg, fitting.has(alg) ? undefined : key);
  }
  return fitting;
}
