import type { ExpectedDenial, Severity } from "../defects/defect.js";
import { parseChallenges } from "../parse-challenges.js";
import type { Challenge } from "../parse-challenges.js";
import type { AuditResponse } from "./audit-target.js";
import type { Complaint, FindingCategory } from "./finding.js";
import { redact } from "./redact.js";

/**
 * What is wrong with the answer to a request that was refused, as it had to be: a status or a challenge by which the client does not
 * learn what to do. What specifications leave open is not held against an API.
 *
 * @param sent - The tokens that were sent: they are not quoted.
 * @see RFC 6750 §3, RFC 9110 §11.6.1
 */
export function judgeRefusal(
  response: AuditResponse,
  expected: ExpectedDenial,
  sent: readonly string[] = [],
): readonly Complaint[] {
  const complain = (category: FindingCategory, { says, severity }: Fault): Complaint => {
    return { category, severity, says, expected: describeExpected(expected), got: describeResponse(response, sent) };
  };
  const misleading = findStatusFault(response.status, expected);
  if (misleading !== undefined) return [complain("wrong_status", misleading)];
  // The resource is not there, as far as the client can tell.
  if (response.status === 404) return [];
  const field = response.headers["www-authenticate"]?.join(", ");
  if (field === undefined || field === "") {
    const severity = response.status === 401 ? "medium" : "low";
    const says = `An answer with ${response.status} has no WWW-Authenticate, so no client learns how to get in.`;
    return [complain("missing_challenge", { says, severity })];
  }
  const fault = findChallengeFault(field, response.status, expected);
  return fault === undefined ? [] : [complain("malformed_challenge", fault)];
}

/** What is expected, as a reader of findings is told. */
export function describeExpected({ status, error }: ExpectedDenial): string {
  return error === undefined ? `${status}, and a challenge without an error code` : `${status} with error="${error}"`;
}

/**
 * An answer in a few words, with nothing in it that may be a token.
 *
 * @param sent - The tokens that it answers to.
 */
export function describeResponse({ status, headers }: AuditResponse, sent: readonly string[] = []): string {
  const challenge = headers["www-authenticate"]?.join(", ");
  return challenge === undefined ? `${status}` : `${status}, WWW-Authenticate: ${redact(challenge, sent)}`;
}

interface Fault {
  readonly says: string;
  readonly severity: Severity;
}

function findStatusFault(status: number, expected: ExpectedDenial): Fault | undefined {
  if (TAKEN[expected.status].includes(status)) return undefined;
  const says = (what: string): string => `The refusal has the status ${status}: ${what}`;
  if (status >= 500) {
    return { says: says("whoever sends it makes the API fail, and sees that it does."), severity: "medium" };
  }
  if (status >= 300 && status < 400) {
    return { says: says("a program that calls the API gets a page it cannot use."), severity: "medium" };
  }
  if (status < 300) {
    return { says: says("clients and caches take it for success."), severity: "high" };
  }
  return { says: says(`clients do not learn what to do, as they do from ${expected.status}.`), severity: "low" };
}

function findChallengeFault(field: string, status: number, expected: ExpectedDenial): Fault | undefined {
  let challenges: readonly Challenge[];
  try {
    challenges = parseChallenges(field);
  } catch {
    return { says: "WWW-Authenticate breaks the grammar, so no client can read it.", severity: "medium" };
  }
  const bearer = challenges.find(({ scheme }) => scheme.toLowerCase() === "bearer");
  if (bearer === undefined) return { says: "WWW-Authenticate does not name the scheme Bearer.", severity: "medium" };
  if (bearer.parameters.size === 0) {
    return { says: "The challenge has no parameter, and must have one.", severity: "low" };
  }
  const error = bearer.parameters.get("error");
  if (expected.error === undefined) {
    return error === undefined || status !== 401
      ? undefined
      : { says: "A request without credentials is told of an error, which it did not make.", severity: "low" };
  }
  return isApt(error, expected) ? undefined : toErrorFault(error, expected);
}

/** A malformed request may be called what it is, or no request with a token at all. */
function isApt(error: string | undefined, { error: expected }: ExpectedDenial): boolean {
  if (error === expected || expected === "invalid_request") return true;
  return expected === "invalid_token" && error === "invalid_request";
}

function toErrorFault(error: string | undefined, { error: expected }: ExpectedDenial): Fault {
  return error === undefined
    ? { says: `The challenge does not say error="${expected}".`, severity: "low" }
    : { says: `The challenge has another error code than "${expected}".`, severity: "low" };
}

/**
 * Which statuses do, for each that is expected. RFC 6750 §3.1 says SHOULD of all; a token that cannot be read may be called a bad
 * request, a malformed request may count as one without a token, and what may not be seen may be hidden (RFC 9110 §15.5.4).
 */
const TAKEN: Readonly<Record<ExpectedDenial["status"], readonly number[]>> = {
  400: [400, 401],
  401: [401, 400],
  403: [403, 404],
};
