import { AssertionError } from "node:assert";
import type { DenialReason } from "@ostiary/core";
import { checkNames } from "./check-names.js";
import { denialTable, findPossibleReasons } from "./denial-table.js";
import type { DenialRow } from "./denial-table.js";
import { readLastTrouble } from "./last-trouble.js";
import { findBearerChallenge, observe } from "./observation.js";
import type { Observation, ObservedResponse } from "./observation.js";
import { parseChallenges } from "./parse-challenges.js";
import type { Challenge } from "./parse-challenges.js";

/** Whether a value is what a test expects, and how to say so. */
export interface Verdict {
  readonly pass: boolean;
  /** Why it is not or, if it is, for a test that expects the opposite, that it is. */
  readonly message: string;
}

/** How to tell that a request was denied for a reason. */
export interface DeniedOptions {
  /**
   * Be content with a response whose status and error code go with the reason, although other reasons have the same, and it
   * does not say which one it was. For an API that cannot be made to reveal its reasons. Default: false.
   */
  readonly byAnswerOnly?: boolean;
}

/**
 * @throws TypeError - `actual` cannot be judged, `reason` is not a reason, or there is no such option.
 * @throws AssertionError - `actual` can have this reason as well as others. Thrown, so that `.not` does not pass either.
 */
export function judgeDenied(actual: unknown, reason: DenialReason, options: DeniedOptions = {}): Verdict {
  if (!Object.hasOwn(denialTable, reason)) {
    throw new TypeError(`${JSON.stringify(reason)} is not a reason; they are: ${Object.keys(denialTable).join(", ")}`);
  }
  checkNames(options, ["byAnswerOnly"], "The options of a denial");
  const row = denialTable[reason];
  const observed = observe(actual);
  const problems = findResponseProblems(observed.response, row);
  if (observed.reason !== undefined && observed.reason !== reason) {
    problems.unshift(`the reason is "${observed.reason}"`);
  } else if (observed.kind !== "denied") {
    problems.unshift(`it is not a denial`);
  }
  const isEnough = observed.reason !== undefined || options.byAnswerOnly === true;
  if (problems.length === 0 && !isEnough) problems.push(...findDescriptionProblems(observed, reason));
  return toVerdict(`a denial with reason "${reason}" (${describeRow(row)})`, problems, observed);
}

/** @throws TypeError - `actual` cannot be judged. */
export function judgeAccepted(actual: unknown): Verdict {
  const observed = observe(actual);
  const problems = observed.kind === "accepted" ? [] : explainRefusal(observed);
  return toVerdict("to be accepted (as a response: a 2xx, or 304)", problems, observed);
}

/** An outage says nothing of the token, and a response nothing of the outage: whoever looks for the mistake is told where it is. */
function explainRefusal({ kind, detail, response }: Observation): string[] {
  const told = detail === undefined ? [] : [`why: ${detail}`];
  if (kind !== "unavailable") return ["it is not accepted", ...told];
  const problems = ["it is not accepted, nor denied: the verifier could not get what it needs to judge it", ...told];
  if (response === undefined || told.length > 0) return problems;
  const trouble = readLastTrouble();
  if (trouble !== undefined) problems.push(`what a test issuer noted last: ${trouble}`);
  return [...problems, OUTAGE_HINT];
}

/** @throws TypeError - `actual` cannot be judged. */
export function judgeUnavailable(actual: unknown): Verdict {
  const observed = observe(actual);
  const problems = observed.kind === "unavailable" ? [] : ["it is not unavailable"];
  if (observed.response !== undefined) {
    const { challenge, retryAfter } = observed.response;
    if (challenge !== undefined) problems.push("there is a challenge");
    if (!/^[1-9][0-9]*$/u.test(retryAfter ?? "")) problems.push(`Retry-After is ${retryAfter ?? "absent"}`);
    problems.push(...findCacheProblems(observed.response));
  }
  return toVerdict("an outage (503 with Retry-After, no challenge)", problems, observed);
}

function findResponseProblems(response: ObservedResponse | undefined, row: DenialRow): string[] {
  if (response === undefined) return [];
  const problems: string[] = [];
  if (response.status !== row.status) problems.push(`the status is ${response.status}`);
  problems.push(...findChallengeProblems(response.challenge, row));
  problems.push(...findCacheProblems(response));
  return problems;
}

function findChallengeProblems(field: string | undefined, row: DenialRow): string[] {
  if (field === undefined) return ["there is no WWW-Authenticate"];
  const challenge = findBearerChallenge(field);
  if (challenge === undefined) return [explainMissingChallenge(field)];
  const { parameters } = challenge;
  const problems: string[] = [];
  if (!parameters.has("realm")) problems.push("the challenge has no realm");
  if (parameters.get("error") !== row.error) {
    problems.push(`the error code is ${quoteParameter(challenge, "error")}`);
  }
  if (row.error === "insufficient_scope" && !parameters.has("scope")) {
    problems.push("the challenge names no scope");
  }
  return problems;
}

/** Of an answer that does not name its reason, but has the status and the error code of this one. */
function findDescriptionProblems(observed: Observation, reason: DenialReason): string[] {
  const row = denialTable[reason];
  const description = findBearerChallenge(observed.response?.challenge)?.parameters.get("error_description");
  const possible = findPossibleReasons({ ...row, description });
  if (!possible.includes(reason)) return [`the error description is "${description}"`];
  if (possible.length === 1) return [];
  throw new AssertionError({
    message: `Cannot tell whether the reason is "${reason}": ${possible.length} reasons have this answer (${describeRow(row)}).
  - Make the verifier with verifierOptions() of the test issuer, or set [dangerouslyRevealReason]: true of
    "@ostiary/core/danger" in its options: then the answer names its reason.
  - If no more than the answer can be checked (an API in another process), say { byAnswerOnly: true } after the reason.
What came: ${describeObservation(observed)}`,
    stackStartFn: judgeDenied,
  });
}

function explainMissingChallenge(field: string): string {
  try {
    parseChallenges(field);
    return "there is no challenge of the scheme Bearer";
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

function findCacheProblems({ cacheControl }: ObservedResponse): string[] {
  const directives = (cacheControl ?? "").split(",").map((directive) => directive.trim().toLowerCase());
  return directives.includes("no-store") ? [] : [`Cache-Control is ${cacheControl ?? "absent"}, not no-store`];
}

function toVerdict(expected: string, problems: readonly string[], observed: Observation): Verdict {
  const came = `What came: ${describeObservation(observed)}`;
  if (problems.length === 0) return { pass: true, message: `Expected anything but ${expected}.\n${came}` };
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  return { pass: false, message: `Expected ${expected}, but\n${list}\n${came}` };
}

function describeRow({ status, error }: DenialRow): string {
  return error === undefined ? `${status}, no error code` : `${status}, error "${error}"`;
}

function describeObservation({ kind, reason, response }: Observation): string {
  const parts = [reason === undefined ? kind : `${kind}, reason "${reason}"`];
  if (response !== undefined) {
    parts.push(`status ${response.status}`, `WWW-Authenticate: ${response.challenge ?? "(absent)"}`);
  }
  return parts.join("; ");
}

function quoteParameter({ parameters }: Challenge, name: string): string {
  const value = parameters.get(name);
  return value === undefined ? "absent" : `"${value}"`;
}

const OUTAGE_HINT =
  "to look at: as.recover() and as.start(), if it was to fail; the fetch of as.verifierOptions(), which the verifier needs " +
  "unless the issuer listens, and of trustIssuers(), if there are several";
