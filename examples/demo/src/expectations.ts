import type { DenialReason } from "@ostiary/core";

/** The answer that a request must get, and how the verifier must have come to it. */
export interface Expectation {
  readonly status: number;
  /** The `WWW-Authenticate` field to the letter; absent if there must be none. */
  readonly challenge?: string;
  /** What the operator must have been told. */
  readonly judgement: DenialReason | "accepted" | "unavailable";
  /** Whom an accepted token must speak for. */
  readonly subject?: string;
  /** How often the keys must have been fetched to judge this one request. */
  readonly keyFetches: number;
}

/** The request gets through, and the API knows who is calling. */
export function expectAccepted(subject: string, { status = 200, keyFetches = 0 } = {}): Expectation {
  return { status, judgement: "accepted", subject, keyFetches };
}

/** The client is at fault. It is told what it can mend; the reason is for the operator. */
export function expectDenied(reason: DenialReason): Expectation {
  const { status, challenge } = ANSWERS[reason] ?? INVALID_TOKEN;
  return { status, challenge, judgement: reason, keyFetches: 0 };
}

/** Nobody can tell. There is no challenge, as another token would fare no better, but a time to try again. */
export function expectUnavailable(): Expectation {
  return { status: 503, judgement: "unavailable", keyFetches: 0 };
}

interface Refusal {
  readonly status: number;
  readonly challenge: string;
}

const INVALID_TOKEN: Refusal = {
  status: 401,
  challenge:
    'Bearer realm="api", error="invalid_token", error_description="The access token is not valid for this resource"',
};

/** The reasons with an answer of their own. */
const ANSWERS: Partial<Record<DenialReason, Refusal>> = {
  no_credentials: { status: 401, challenge: 'Bearer realm="api"' },
  malformed_credentials: {
    status: 400,
    challenge:
      'Bearer realm="api", error="invalid_request", ' +
      'error_description="The Authorization field must hold exactly one bearer token"',
  },
  token_expired: {
    status: 401,
    challenge: 'Bearer realm="api", error="invalid_token", error_description="The access token has expired"',
  },
  scope_insufficient: {
    status: 403,
    challenge:
      'Bearer realm="api", error="insufficient_scope", ' +
      'error_description="The access token does not grant the required scope", scope="api:write"',
  },
};
