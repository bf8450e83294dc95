import type { DenialReason } from "@ostiary/core";

/** What a client sees of a denial. */
export interface DenialRow {
  readonly status: 400 | 401 | 403;
  /** The auth-param `error` of the challenge, and the member `error` of the body (RFC 6750 §3.1). */
  readonly error: "invalid_request" | "invalid_token" | "insufficient_scope" | undefined;
}

const invalidRequest: DenialRow = { status: 400, error: "invalid_request" };
const invalidToken: DenialRow = { status: 401, error: "invalid_token" };

/**
 * The expected side of every test of a denial: which status and error code each reason becomes. Written out here instead of
 * taken from the verifier, so that a change there turns tests red.
 */
export const denialTable: Readonly<Record<DenialReason, DenialRow>> = {
  no_credentials: { status: 401, error: undefined },
  malformed_credentials: invalidRequest,
  token_too_large: invalidRequest,
  malformed_token: invalidToken,
  unexpected_type: invalidToken,
  not_an_access_token: invalidToken,
  algorithm_not_allowed: invalidToken,
  unknown_issuer: invalidToken,
  no_matching_key: invalidToken,
  signature_invalid: invalidToken,
  token_expired: invalidToken,
  token_not_yet_valid: invalidToken,
  audience_mismatch: invalidToken,
  missing_claim: invalidToken,
  claims_rejected: invalidToken,
  token_revoked: invalidToken,
  binding_required: invalidToken,
  check_denied: invalidToken,
  scope_insufficient: { status: 403, error: "insufficient_scope" },
};
