import type { DenialReason } from "@ostiary/core";

/** What a client sees of a denial. */
export interface DenialRow {
  readonly status: 400 | 401 | 403;
  /** The auth-param `error` of the challenge, and the member `error` of the body (RFC 6750 §3.1). */
  readonly error: "invalid_request" | "invalid_token" | "insufficient_scope" | undefined;
  /** The auth-param `error_description` of the challenge. */
  readonly description: string | undefined;
}

const invalidToken: DenialRow = {
  status: 401,
  error: "invalid_token",
  description: "The access token is not valid for this resource",
};

/**
 * The expected side of every test of a denial: which status, error code and sentence each reason becomes. Written out here
 * instead of taken from the verifier, so that a change there turns tests red.
 */
export const denialTable: Readonly<Record<DenialReason, DenialRow>> = {
  no_credentials: { status: 401, error: undefined, description: undefined },
  malformed_credentials: {
    status: 400,
    error: "invalid_request",
    description: "The Authorization field must hold exactly one bearer token",
  },
  token_too_large: { status: 400, error: "invalid_request", description: "The access token is too large" },
  malformed_token: invalidToken,
  unexpected_type: invalidToken,
  not_an_access_token: { status: 401, error: "invalid_token", description: "The token is not an access token" },
  algorithm_not_allowed: invalidToken,
  unknown_issuer: invalidToken,
  no_matching_key: invalidToken,
  signature_invalid: invalidToken,
  token_expired: { status: 401, error: "invalid_token", description: "The access token has expired" },
  token_not_yet_valid: invalidToken,
  audience_mismatch: invalidToken,
  missing_claim: invalidToken,
  claims_rejected: invalidToken,
  token_inactive: invalidToken,
  token_revoked: invalidToken,
  binding_required: invalidToken,
  check_denied: invalidToken,
  scope_insufficient: {
    status: 403,
    error: "insufficient_scope",
    description: "The access token does not grant the required scope",
  },
};

/**
 * The reasons that can be behind an answer: those with this status and error code, as far as the sentence tells them apart.
 * A sentence that none of them has tells nothing.
 */
export function findPossibleReasons({ status, error, description }: DenialRow): readonly DenialReason[] {
  const reasons = Object.keys(denialTable) as DenialReason[];
  const alike = reasons.filter((one) => denialTable[one].status === status && denialTable[one].error === error);
  const described = alike.filter((one) => denialTable[one].description === description);
  return described.length > 0 ? described : alike;
}
