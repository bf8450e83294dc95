import type { AccessToken } from "./access-token.js";

/** Every reason for which a request is denied. Which status and error each becomes is in `challenge.ts`. */
export type DenialReason =
  | "no_credentials"
  | "malformed_credentials"
  | "token_too_large"
  | "malformed_token"
  | "unexpected_type"
  | "not_an_access_token"
  | "algorithm_not_allowed"
  | "unknown_issuer"
  | "no_matching_key"
  | "signature_invalid"
  | "token_expired"
  | "token_not_yet_valid"
  | "audience_mismatch"
  | "missing_claim"
  | "claims_rejected"
  | "token_inactive"
  | "token_revoked"
  | "binding_required"
  | "check_denied"
  | "scope_insufficient";

/** What a token is that is no access token, as far as its form shows. */
export type TokenKind =
  | "id_token"
  | "refresh_token"
  | "logout_token"
  | "security_event_token"
  | "dpop_proof"
  | "client_assertion"
  | "authorization_grant"
  | "introspection_jwt"
  | "userinfo_jwt"
  | "authorization_request"
  | "authorization_response"
  | "authorization_code"
  | "verifiable_credential"
  | "signed_metadata"
  | "internal_token";

/** The reasons a check of the application may give. */
export type CheckDenialReason = "check_denied" | "claims_rejected" | "missing_claim" | "token_revoked";

/** What {@link PASS} is. */
export interface Pass {
  readonly kind: "pass";
}

/** The answer of a check that has nothing to object. */
export const PASS: Pass = Object.freeze({ kind: "pass" });

/** The token is good for this request. */
export interface Accepted<Claims> {
  readonly kind: "accepted";
  readonly token: AccessToken<Claims>;
}

/** The client is at fault: no token, a bad one, or one that is not enough. */
export interface Denied<Reason extends DenialReason = DenialReason> {
  readonly kind: "denied";
  readonly reason: Reason;
  /** For the operator: may quote claims (shortened, escaped), never the token. Not for the client. */
  readonly detail: string;
  /** The scopes the route asks for; empty unless `reason` is `scope_insufficient`. */
  readonly requiredScopes: readonly string[];
  /** With `not_an_access_token` and `unexpected_type`: what it is instead, when that is known. For the operator. */
  readonly tokenKind?: TokenKind;
}

/** What a check of the application answers to deny. */
export type CheckDenial = Denied<CheckDenialReason>;

/**
 * Something this resource server depends on did not answer. Says nothing about the token: a client
 * that gets a new one fares no better.
 */
export interface Unavailable {
  readonly kind: "unavailable";
  /** For the `Retry-After` field: whole seconds, at least 1. */
  readonly retryAfterSeconds: number;
  /** For the operator: what did not answer. */
  readonly detail: string;
  /** The underlying failure, for the log only. */
  readonly cause: unknown;
}

/** What became of a request. */
export type Outcome<Claims = unknown> = Accepted<Claims> | Denied | Unavailable;

/**
 * Makes a denial.
 *
 * @param reason - One of {@link DenialReason}; in a check of the application `check_denied` in most cases.
 * @param detail - For the operator's log, never sent to the client.
 */
export function deny<Reason extends DenialReason>(reason: Reason, detail: string): Denied<Reason> {
  return { kind: "denied", reason, detail, requiredScopes: [] };
}
