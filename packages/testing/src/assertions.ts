import { AssertionError } from "node:assert";
import type { DenialReason } from "@ostiary/core";
import { judgeAccepted, judgeDenied, judgeUnavailable } from "./judge.js";
import type { DeniedOptions, Verdict } from "./judge.js";

/**
 * Asserts that a request was denied for this reason, in any test runner.
 *
 * A response must have the status, the error code and the `Cache-Control: no-store` that go with the reason. Several
 * reasons share these, so it must also name its reason, as it does if the verifier was made with `verifierOptions()` of a
 * test issuer, or with `dangerouslyRevealReason`. Not asked where the answer itself tells: `no_credentials`,
 * `scope_insufficient`, `token_expired`, `malformed_credentials` and `token_too_large` have one of their own.
 *
 * @param actual - An `Outcome`, what `verify()` rejected with, or a response: of the Fetch standard, of supertest or of
 *   Fastify's `inject`.
 * @param options - `byAnswerOnly: true` takes a response by status and error code alone.
 * @throws AssertionError - it was not, or the response does not tell.
 * @throws TypeError - `actual` is none of these.
 */
export function assertDenied(actual: unknown, reason: DenialReason, options?: DeniedOptions): void {
  assertVerdict(judgeDenied(actual, reason, options), assertDenied);
}

/** Asserts that a request was accepted; a response must be a 2xx, or 304. Takes what {@link assertDenied} takes. */
export function assertAccepted(actual: unknown): void {
  assertVerdict(judgeAccepted(actual), assertAccepted);
}

/**
 * Asserts that a request could not be judged; a response must be a 503 with `Retry-After`, without a challenge and with
 * `Cache-Control: no-store`. Takes what {@link assertDenied} takes.
 */
export function assertUnavailable(actual: unknown): void {
  assertVerdict(judgeUnavailable(actual), assertUnavailable);
}

function assertVerdict({ pass, message }: Verdict, caller: (...parameters: never[]) => void): void {
  if (!pass) throw new AssertionError({ message, operator: caller.name, stackStartFn: caller });
}
