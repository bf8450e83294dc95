import type { Denied, DenialReason, Unavailable } from "./outcome.js";

/** What to send: our status, our header fields, and a body that the application may replace. */
export interface Answer {
  readonly status: number;
  /** Field names in the spelling to send, one value each. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How challenges are written; fixed when the verifier is made. */
export interface ChallengeStyle {
  readonly realm: string;
  /** Names the reason to the client, for tests. */
  readonly revealReason: boolean;
}

interface DenialRow {
  readonly status: 400 | 401 | 403;
  /** The `error` of RFC 6750 §3.1; none when the request held no token at all. */
  readonly error?: "invalid_request" | "invalid_token" | "insufficient_scope";
  /** A fixed sentence. Reasons that would help an attacker to mend a token share one. */
  readonly description?: string;
}

const noCredentials: DenialRow = { status: 401 };
const invalidToken: DenialRow = {
  status: 401,
  error: "invalid_token",
  description: "The access token is not valid for this resource",
};

/** Status, error and sentence of every reason: the only place where a status is written (RFC 6750 §3.1). */
const DENIALS: Readonly<Record<DenialReason, DenialRow>> = {
  no_credentials: noCredentials,
  malformed_credentials: {
    status: 400,
    error: "invalid_request",
    description: "The Authorization field must hold exactly one bearer token",
  },
  token_too_large: { status: 400, error: "invalid_request", description: "The access token is too large" },
  malformed_token: invalidToken,
  unexpected_type: invalidToken,
  // Whoever sends an ID token can know that it is one. An honest client learns which of its tokens to send instead.
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

const TITLES = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 503: "Service Unavailable" } as const;

/**
 * Writes the response for a request that is not accepted: a denial with its challenge, an outage without one.
 *
 * @see RFC 6750 §3, RFC 9110 §11.6.1, RFC 9457 §3
 */
export function writeAnswer(outcome: Denied | Unavailable, style: ChallengeStyle): Answer {
  if (outcome.kind === "unavailable") {
    return toAnswer(503, { "Retry-After": String(outcome.retryAfterSeconds) }, {});
  }
  const { status, error, description } = DENIALS[outcome.reason];
  const params: [string, string][] = [["realm", style.realm]];
  if (error !== undefined) params.push(["error", error]);
  if (description !== undefined) params.push(["error_description", description]);
  if (outcome.requiredScopes.length > 0) params.push(["scope", outcome.requiredScopes.join(" ")]);
  if (style.revealReason) params.push(["reason", outcome.reason]);
  const challenge = params.map(([name, value]) => `${name}=${quote(value)}`).join(", ");
  return toAnswer(status, { "WWW-Authenticate": `Bearer ${challenge}` }, { error, error_description: description });
}

function toAnswer(
  status: keyof typeof TITLES,
  headers: Record<string, string>,
  members: Record<string, string | undefined>,
): Answer {
  return Object.freeze({
    status,
    headers: Object.freeze({
      ...headers,
      "Cache-Control": "no-store",
      "Content-Type": "application/problem+json",
    }),
    body: JSON.stringify({ title: TITLES[status], status, ...members }),
  });
}

/** A quoted-string (RFC 9110 §5.6.4). Values were checked to be printable ASCII when the verifier was made. */
function quote(value: string): string {
  return `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}
