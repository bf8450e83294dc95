import { UnavailableError } from "../errors.js";
import type { EventListener } from "../events.js";
import type { KeyOptions } from "../options.js";
import type { Clock } from "../seams/clock.js";
import type { KeyQuery, KeySource, VerificationKey } from "../seams/key-source.js";
import { readJwkSet } from "./jwk-set.js";
import { createKeyIndex, type KeyIndex } from "./select-key.js";

/** Keys that were given, and where they come from. */
export interface StaticKeysOptions {
  readonly issuer: string;
  /** A JWK Set. */
  readonly jwks: { readonly keys: readonly object[] };
  readonly options: Pick<Required<KeyOptions>, "maxKeys">;
  readonly clock: Clock;
  /** Takes events; must not throw. */
  readonly emit: EventListener;
}

/** Keys that do not change. */
export interface StaticKeys extends KeySource {
  /** Imports the keys, once; further calls wait for the same. Rejects when none can be used. */
  prepare(): Promise<KeyIndex>;
  /** Whether the keys have been imported, or why that failed; `undefined` before. */
  readonly outcome: KeyIndex | UnavailableError | undefined;
}

/**
 * Answers from a JWK Set that the application gave. Nothing is ever fetched.
 *
 * The keys are imported when first asked for; from then on answers come at once. A key that cannot be used is left out and
 * told as `keys.rejected`; without any that can, every answer is an `UnavailableError`.
 */
export function createStaticKeys(given: StaticKeysOptions): StaticKeys {
  const { issuer, emit, clock } = given;
  let outcome: KeyIndex | UnavailableError | undefined;
  let preparation: Promise<KeyIndex> | undefined;

  async function importKeys(): Promise<KeyIndex> {
    const report = (detail: string): void => emit({ type: "keys.rejected", at: clock.now(), issuer, detail });
    try {
      const { keys, leftOut, leftOutKids } = await readJwkSet(given.jwks, {
        maxKeys: given.options.maxKeys,
        issuer,
        known: new Map(),
      });
      if (leftOut.length > 0) report(leftOut.join("; "));
      outcome = createKeyIndex(keys, leftOutKids);
      return outcome;
    } catch (cause) {
      outcome = new UnavailableError(`The keys given for ${issuer} cannot be used`, { cause });
      report((cause as Error).message);
      throw outcome;
    }
  }

  async function findLater(query: KeyQuery): Promise<VerificationKey | undefined> {
    return (await prepare()).select(query);
  }

  function prepare(): Promise<KeyIndex> {
    preparation ??= importKeys();
    return preparation;
  }

  return {
    find: (query: KeyQuery) =>
      outcome === undefined || outcome instanceof UnavailableError ? findLater(query) : outcome.select(query),
    prepare,
    get outcome() {
      return outcome;
    },
  };
}
