import { isPending } from "../internal/maybe-promise.js";
import { createSingleFlight } from "../internal/single-flight.js";
import type { KeyOptions } from "../options.js";
import type { KeyQuery, KeySource, VerificationKey } from "../seams/key-source.js";
import { createSourceJudge, type SourceVerdict } from "./source-judge.js";

/** A key source of the application's own, with what its answers say of its health. */
export interface WatchedKeySource extends KeySource {
  /** What is held against it now. Asks nobody. */
  verdict(): SourceVerdict;
  /**
   * If anything is held against it, or it has not answered yet, puts its touchstone to it, in the background and after this has returned, unless that
   * was done within the last `minBackoffSeconds`. Never throws.
   *
   * @returns When that can be done next, NumericDate seconds; `undefined` if there is no need to.
   */
  askAgain(now: number): number | undefined;
}

/** Whose keys they are, and for how long the source is waited for and left alone. */
export interface WatchOptions {
  readonly issuer: string;
  readonly options: Pick<Required<KeyOptions>, "coldWaitSeconds" | "minBackoffSeconds">;
}

/** Watches a key source. What it answers and fails with goes on unchanged. */
export function watchKeySource(source: KeySource, { issuer, options }: WatchOptions): WatchedKeySource {
  const { coldWaitSeconds, minBackoffSeconds } = options;
  const judge = createSourceJudge(issuer);
  const background = createSingleFlight<unknown>(coldWaitSeconds + minBackoffSeconds);
  let touchedAt: number | undefined;

  function find(query: KeyQuery, now: number): Answer | Promise<Answer> {
    if (judge.isTouchstone(query)) touchedAt = now;
    const { answered, failed } = judge.hear(query);
    const pass = (found: Answer): Answer => {
      answered(found);
      return found;
    };
    const fail = (failure: unknown): never => {
      failed(failure);
      throw failure;
    };
    let found;
    try {
      found = source.find(query, now);
    } catch (failure) {
      return fail(failure);
    }
    return isPending(found) ? found.then(pass, fail) : pass(found);
  }

  function askAgain(now: number): number | undefined {
    const touchstone = judge.touchstone();
    if (touchstone === undefined) return undefined;
    // One from the future was asked before the clock was set back.
    if (touchedAt === undefined || touchedAt > now || now - touchedAt >= minBackoffSeconds) {
      touchedAt = now;
      background.run(now, () => Promise.resolve().then(() => find(touchstone, now))).catch(() => {});
    }
    return touchedAt + minBackoffSeconds;
  }

  return { find, askAgain, verdict: () => judge.verdict() };
}

type Answer = VerificationKey | undefined;
