import type { DenialReason } from "@ostiary/core";

/** The answer that a request must get, and how the verifier must have come to it. */
export interface Expectation {
  readonly status: number;
  /** The `WWW-Authenticate` field to the letter; absent if there must be none. */
  readonly challenge?: string;
  /** What the operator must have been told. */
  readonly judgement: DenialReason | "accepted" | "unavailable" | "introspection.refused";
  /** Whom an accepted token must speak for; absent if it must name nobody. */
  readonly subject?: string | undefined;
  /** How often the keys must have been fetched to judge this one request. */
  readonly keyFetches: number;
  /** How often the authorization server must have been asked about the token. */
  readonly introspections: number;
}

/** What judging the token must have cost. Default: nothing. */
type Work = Partial<Pick<Expectation, "keyFetches" | "introspections">>;

/** The request gets through, and the API knows who is calling. */
export function expectAccepted(
  subject: string | undefined,
  { status = 200, ...work }: Work & { readonly status?: number } = {},
): Expectation {
  return { status, judgement: "accepted", subject, ...NO_WORK, ...work };
}

/** The client is at fault. It is told what it can mend; the reason is for the operator. */
export function expectDenied(reason: DenialReason, work: Work = {}): Expectation {
  const { status, challenge } = ANSWERS[reason] ?? INVALID_TOKEN;
  return { status, challenge, judgement: reason, ...NO_WORK, ...work };
}

/** Nobody can tell. There is no challenge, as another token would fare no better, but a time to try again. */
export function expectUnavailable(work: Work = {}): Expectation {
  return { status: 503, judgement: "unavailable", ...NO_WORK, ...work };
}

/** The same, as the authorization server will not tell this API anything: the operator must be told that. */
export function expectRefused(work: Work): Expectation {
  return { ...expectUnavailable(work), judgement: "introspection.refused" };
}

const NO_WORK: Required<Work> = { keyFetches: 0, introspections: 0 };

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
  not_an_access_token: {
    status: 401,
    challenge: 'Bearer realm="api", error="invalid_token", error_description="The token is not an access token"',
  },
  scope_insufficient: {
    status: 403,
    challenge:
      'Bearer realm="api", error="insufficient_scope", ' +
      'error_description="The access token does not grant the required scope", scope="api:write"',
  },
};
