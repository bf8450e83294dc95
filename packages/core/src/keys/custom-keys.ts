import { UnavailableError } from "../errors.js";
import { settleWithin } from "../internal/deadline.js";
import { createSingleFlight } from "../internal/single-flight.js";
import { isThenable } from "../internal/thenable.js";
import type { KeyOptions } from "../options.js";
import type { KeyQuery, KeySource, VerificationKey } from "../seams/key-source.js";
import type { IssuerKeys } from "./keys-lifecycle.js";

/** A key source of the application's own, and for how long it is waited for. */
export interface CustomKeysOptions {
  readonly issuer: string;
  readonly keySource: KeySource;
  readonly options: Pick<Required<KeyOptions>, "coldWaitSeconds" | "minBackoffSeconds">;
}

/**
 * Looks after a key source of the application's own: nobody waits for it longer than `coldWaitSeconds`, and it is known
 * whether it answers.
 *
 * Its state is `fresh`, and `down` from an `UnavailableError` or a late answer until it answers again. Other failures are
 * defects, which a token alone can bring out, so they say nothing about that. As with fetched keys, who is asked for
 * nothing but its health must be able to come back: while the source is down, `health` asks it again, no sooner than
 * `minBackoffSeconds` after the last time.
 *
 * Does NOT judge what the source answers.
 */
export function createCustomKeys(given: CustomKeysOptions): IssuerKeys {
  const { issuer, options } = given;
  const source = watchSource(withPatience(given), options);
  let closed = false;
  return {
    find: (query, now) => source.find(query, now),
    warmUp: () => Promise.resolve(),
    health(now) {
      const { outage } = source;
      if (!closed) source.askAgain(now);
      return {
        issuer,
        state: outage === undefined ? "fresh" : "down",
        ageSeconds: undefined,
        generation: 0,
        lastErrorClass: outage && "other",
        lastError: outage?.lastError,
        nextAttemptAt: outage && Math.min(outage.askedAt, now) + options.minBackoffSeconds,
      };
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

interface WatchedSource extends KeySource {
  readonly outage: SourceOutage | undefined;
  /** Asks a source that could not tell, in the background, if the pause since it was last asked is over. Never throws. */
  askAgain(now: number): void;
}

/** What is known of a source that could not tell, until it answers. */
interface SourceOutage {
  readonly lastError: string;
  /** When it was last asked, NumericDate seconds. */
  readonly askedAt: number;
  readonly query: KeyQuery;
}

function watchSource(source: KeySource, options: CustomKeysOptions["options"]): WatchedSource {
  const { coldWaitSeconds, minBackoffSeconds } = options;
  const background = createSingleFlight<unknown>(coldWaitSeconds + minBackoffSeconds);
  let outage: SourceOutage | undefined;
  let answers = 0;
  let lastFound: KeyQuery | undefined;

  function find(query: KeyQuery, now: number): Answer | Promise<Answer> {
    const asked: Question = { query, now, answersBefore: answers };
    const fail = (failure: unknown): never => {
      noteFailure(failure, asked);
      throw failure;
    };
    try {
      const found = source.find(query, now);
      return found instanceof Promise ? found.then((key) => noteAnswer(key, query), fail) : noteAnswer(found, query);
    } catch (failure) {
      return fail(failure);
    }
  }

  function noteAnswer(found: Answer, query: KeyQuery): Answer {
    answers += 1;
    outage = undefined;
    if (found !== undefined) lastFound = query;
    return found;
  }

  function noteFailure(failure: unknown, { query, now, answersBefore }: Question): void {
    // If others have been answered meanwhile, that is the newer news.
    if (!(failure instanceof UnavailableError) || answersBefore !== answers) return;
    outage = { lastError: failure.detail, askedAt: now, query };
  }

  function askAgain(now: number): void {
    const seen = outage;
    if (seen === undefined) return;
    const elapsed = now - seen.askedAt;
    // One from the future was asked before the clock was set back.
    if (elapsed >= 0 && elapsed < minBackoffSeconds) return;
    outage = { ...seen, askedAt: now };
    // A query that has found a key is no stranger's invention, which may be the very thing the source cannot answer.
    background.run(now, async () => find(lastFound ?? seen.query, now)).catch(() => {});
  }

  return {
    find,
    askAgain,
    get outage() {
      return outage;
    },
  };
}

type Answer = VerificationKey | undefined;

interface Question {
  readonly query: KeyQuery;
  readonly now: number;
  /** How many had been answered when it was put. */
  readonly answersBefore: number;
}
