import type { KeyQuery } from "../seams/key-source.js";
import type { KnownKey } from "./known-key.js";

/** The keys of one set, ordered for looking them up. */
export interface KeyIndex {
  /** Whether any key of the set bears this `kid`, whatever it is for. */
  has(kid: string): boolean;
  /**
   * The one key that a token's header asks for: with `kid` among those that bear exactly it, otherwise among all. It must
   * fit `alg`, and it must be the only one: no guess is made among several, and none is tried after another.
   */
  select(query: KeyQuery): KnownKey | undefined;
}

/** Orders keys by `kid` and algorithm (RFC 7517 §4.5, RFC 7515 §4.1.4). */
export function createKeyIndex(keys: readonly KnownKey[]): KeyIndex {
  const all = byAlgorithm(keys);
  const byKid = new Map<string, ReadonlyMap<string, KnownKey | undefined>>();
  for (const [kid, sharing] of groupByKid(keys)) byKid.set(kid, byAlgorithm(sharing));
  return Object.freeze({
    has: (kid: string) => byKid.has(kid),
    select: ({ alg, kid }: KeyQuery) => (kid === undefined ? all : byKid.get(kid))?.get(alg),
  });
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
