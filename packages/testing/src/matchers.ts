import type { DenialReason } from "@ostiary/core";
import { judgeAccepted, judgeDenied, judgeUnavailable } from "./judge.js";
import type { DeniedOptions, Verdict } from "./judge.js";

/** What `expect()` gains. */
export interface OstiaryMatchers<Result> {
  /** See `assertDenied`. With `.not` any other reason passes too: say what you expect instead. */
  toBeDenied(reason: DenialReason, options?: DeniedOptions): Result;
  /** See `assertAccepted`. */
  toBeAccepted(): Result;
  /** See `assertUnavailable`. */
  toBeUnavailable(): Result;
}

/** What a matcher answers, in vitest and in jest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend(matchers)`. */
export const matchers: {
  toBeDenied(actual: unknown, reason: DenialReason, options?: DeniedOptions): MatcherResult;
  toBeAccepted(actual: unknown): MatcherResult;
  toBeUnavailable(actual: unknown): MatcherResult;
} = {
  toBeDenied: (actual, reason, options) => toMatcherResult(judgeDenied(actual, reason, options)),
  toBeAccepted: (actual) => toMatcherResult(judgeAccepted(actual)),
  toBeUnavailable: (actual) => toMatcherResult(judgeUnavailable(actual)),
};

function toMatcherResult({ pass, message }: Verdict): MatcherResult {
  return { pass, message: () => message };
}
