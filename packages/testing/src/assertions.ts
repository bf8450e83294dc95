import { AssertionError } from "node:assert";
import type { DenialReason } from "@ostiary/core";
import { judgeAccepted, judgeDenied, judgeUnavailable } from "./judge.js";
import type { Verdict } from "./judge.js";

/**
 * Asserts that a request was denied for this reason, in any test runner.
 *
 * A response must have the status, the error code and the `Cache-Control: no-store` that go with the reason. Several
 * reasons share these: to tell them apart the response must reveal its reason, as it does if the verifier was made with
 * `verifierOptions()` of a test issuer.
 *
 * @param actual - An `Outcome`, what `verify()` rejected with, or a response: of the Fetch standard, of supertest or of
 *   Fastify's `inject`.
 * @throws AssertionError - it was not.
 * @throws TypeError - `actual` is none of these.
 */
export function assertDenied(actual: unknown, reason: DenialReason): void {
  assertVerdict(judgeDenied(actual, reason), assertDenied);
}

/** Asserts that a request was accepted; a response must have a status below 400. Takes what {@link assertDenied} takes. */
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
