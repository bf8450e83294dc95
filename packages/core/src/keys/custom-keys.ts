import { ExtensionError, UnavailableError } from "../errors.js";
import { settleWithin } from "../internal/deadline.js";
import { isThenable } from "../internal/thenable.js";
import type { KeySource, VerificationKey } from "../seams/key-source.js";
import type { IssuerKeys } from "./keys-lifecycle.js";
import { HARMLESS_KID } from "./source-judge.js";
import { watchKeySource, type WatchOptions } from "./watch-key-source.js";

/** A key source of the application's own, and for how long it is waited for. */
export interface CustomKeysOptions extends WatchOptions {
  readonly keySource: KeySource;
}

/**
 * Looks after a key source of the application's own: nobody waits for it longer than `coldWaitSeconds`, and it is watched
 * for its health.
 *
 * As with fetched keys, who is asked for nothing but its health must be able to come back: while something is held against
 * the source, or it has not been asked yet, `health` asks it, too, after it has answered itself, and no sooner than `minBackoffSeconds` after the last
 * time.
 *
 * Does NOT judge what the source answers.
 */
export function createCustomKeys(given: CustomKeysOptions): IssuerKeys {
  const { issuer } = given;
  const source = watchKeySource(withPatience(given), given);
  let closed = false;
  return {
    find: (query, now) => source.find(query, now),
    async warmUp(now) {
      try {
        await source.find({ alg: "ES256", kid: HARMLESS_KID }, now);
      } catch (cause) {
        if (cause instanceof UnavailableError) throw cause;
        throw new ExtensionError(`The key source of issuer ${issuer} failed`, { cause });
      }
    },
    health(now) {
      const verdict = source.verdict();
      const nextAttemptAt = closed ? undefined : source.askAgain(now);
      return { issuer, ageSeconds: undefined, generation: 0, ...verdict, nextAttemptAt };
    },
    exportKeys: () => undefined,
    importKeys: () => Promise.resolve("its keys come from a key source of the application's own"),
    close() {
      closed = true;
    },
  };
}

/** Answers as the source does, directly if that does, and is unavailable when an answer takes too long. */
function withPatience({ issuer, keySource, options }: CustomKeysOptions): KeySource {
  const expired = (): Error => new UnavailableError(`The key source of ${issuer} has not answered yet`);
  return {
    find(query, now) {
      const found: unknown = keySource.find(query, now);
      if (!isThenable(found)) return found as Answer;
      return settleWithin(Promise.resolve(found) as Promise<Answer>, options.coldWaitSeconds, expired);
    },
  };
}

type Answer = VerificationKey | undefined;
