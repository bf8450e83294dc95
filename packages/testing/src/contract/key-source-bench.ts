import { AssertionError } from "node:assert";
import { inspect, isDeepStrictEqual } from "node:util";
import { createVerifier, type KeyQuery, type KeySource, type VerificationKey } from "@ostiary/core";
import { manualClock } from "../manual-clock.js";
import type { SigningKey } from "../signing-key.js";
import { createTestIssuer } from "../test-issuer.js";
import type { HowToSign } from "../token-maker.js";

/** How the contract gets sources to test. */
export interface KeySourceSetting {
  /**
   * Makes a source over a store that holds these public JWKs and no others. Each has a `kid`. Some share it, and some are
   * not for signatures: those need not be stored, but must never be found.
   */
  createKeySource(publicJwks: PublicJwks): KeySource | Promise<KeySource>;
  /** Makes one over a store that can be changed. Left out only for a source whose keys never change. */
  createChangingKeys?(publicJwks: PublicJwks): ChangingKeys | Promise<ChangingKeys>;
  /**
   * How long a change of the store may go unseen, as the source documents it, counted by the `now` it is asked at: from 0 to
   * 86400 seconds. Default: 0, the next question sees it.
   */
  readonly delaySeconds?: number;
  /** Makes a source whose store cannot be reached. Left out for a source that has everything at hand. */
  failing?(): KeySource | Promise<KeySource>;
}

/** A source, and a hand on its store. */
export interface ChangingKeys {
  readonly source: KeySource;
  /** From now on the store holds these public JWKs and no others. */
  replaceKeys(publicJwks: PublicJwks): void | Promise<void>;
}

type PublicJwks = readonly Readonly<Record<string, unknown>>[];

/** What a case does with a source. */
export interface KeySourceBench {
  /** The source over a store with these keys. */
  readonly sourceOf: (...publicJwks: PublicJwks) => Promise<KeySource>;
  /** The same with a store that can be changed; `undefined` if the setting has none of that kind. */
  readonly changingKeysOf: (...publicJwks: PublicJwks) => Promise<ChangingKeys | undefined>;
  /** Lets as much time go by as a change of the store may go unseen. */
  readonly letChangesBeSeen: () => void;
  /** A source whose store cannot be reached; `undefined` if the setting has none of that kind. */
  readonly failing: () => Promise<KeySource | undefined>;
  /** What the source answers; what it throws or rejects with breaks the contract. */
  readonly ask: (source: KeySource, query: KeyQuery) => Promise<VerificationKey | undefined>;
  /** What a verifier with this source says of a token: `accepted`, `unavailable`, or the reason of the denial. */
  readonly judge: (source: KeySource, key: SigningKey, how?: HowToSign) => Promise<string>;
  readonly expectSame: (what: string, actual: unknown, expected: unknown) => void;
}

/** Prepares a case. What is found wrong is an `AssertionError` that begins with `name`. */
export function createBench(name: string, setting: KeySourceSetting): KeySourceBench {
  let now = NOW;

  async function ask(source: KeySource, query: KeyQuery): Promise<VerificationKey | undefined> {
    try {
      return await source.find(query, now);
    } catch (cause) {
      throw broken(`asked for ${show(query)} it failed: ${show(cause)}`, { actual: cause, expected: undefined });
    }
  }

  async function judge(keySource: KeySource, key: SigningKey, how?: HowToSign): Promise<string> {
    const as = await createTestIssuer({ clock: manualClock(now) });
    const { audience, clock } = as;
    const verifier = createVerifier({ issuer: { issuer: as.issuer, keySource }, audience, clock });
    try {
      const outcome = await verifier.authenticate({ authorization: [as.bearer({}, { key, ...how }).authorization] });
      return outcome.kind === "denied" ? outcome.reason : outcome.kind;
    } catch (error) {
      return show(error);
    }
  }

  function expectSame(what: string, actual: unknown, expected: unknown): void {
    if (isDeepStrictEqual(actual, expected)) return;
    throw broken(`${what}\nexpected: ${show(expected)}\ngot:      ${show(actual)}`, { actual, expected });
  }

  function broken(what: string, { actual, expected }: { actual: unknown; expected: unknown }): AssertionError {
    return new AssertionError({ message: `${name}: ${what}`, actual, expected, operator: "keySourceContract" });
  }

  return {
    sourceOf: async (...publicJwks) => setting.createKeySource(publicJwks),
    changingKeysOf: async (...publicJwks) => setting.createChangingKeys?.(publicJwks),
    letChangesBeSeen: () => {
      now += setting.delaySeconds ?? 0;
    },
    failing: async () => setting.failing?.(),
    ask,
    judge,
    expectSame,
  };
}

function show(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: 100 });
}

const NOW = 1_800_000_000;
