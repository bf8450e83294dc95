import type { DenialReason } from "@ostiary/core";
import type { TestIssuer } from "./test-issuer.js";

/** One kind of token that must be refused. */
export interface WrongToken {
  /** Stable, for test names. */
  readonly id: string;
  /** What it is, to be read after "refuses". */
  readonly title: string;
  readonly issue: (as: TestIssuer) => string;
  /** Why a verifier with the options of `as.verifierOptions()` refuses it. */
  readonly reason: DenialReason;
}

/** All kinds of token that must be refused, to be walked by a test of your API. */
export const wrongTokens: readonly WrongToken[] = [
  {
    id: "other_audience",
    title: "an access token for another audience (RFC 9068 §4)",
    issue: (as) => as.issueForOtherAudience(),
    reason: "audience_mismatch",
  },
  {
    id: "other_issuer",
    title: "an access token of another issuer (RFC 9068 §4)",
    issue: (as) => as.issueFromOtherIssuer(),
    reason: "unknown_issuer",
  },
  {
    id: "expired",
    title: "an expired access token (RFC 7519 §4.1.4)",
    issue: (as) => as.issueExpired(),
    reason: "token_expired",
  },
  {
    id: "not_yet_valid",
    title: "an access token that is not valid yet (RFC 7519 §4.1.5)",
    issue: (as) => as.issueNotYetValid(),
    reason: "token_not_yet_valid",
  },
  {
    id: "unsigned",
    title: "an unsigned token (RFC 8725 §3.2)",
    issue: (as) => as.issueUnsigned(),
    reason: "algorithm_not_allowed",
  },
  {
    id: "hmac_with_public_key",
    title: "an HMAC keyed with the public key (RFC 8725 §3.1)",
    issue: (as) => as.issueHmacWithPublicKey(),
    reason: "algorithm_not_allowed",
  },
  {
    id: "unknown_key",
    title: "a token signed by a key nobody published (RFC 7515 §4.1.4)",
    issue: (as) => as.issueWithUnknownKey(),
    reason: "no_matching_key",
  },
  {
    id: "foreign_key",
    title: "a token signed by a foreign key under a known kid (RFC 7515 §5.2)",
    issue: (as) => as.issueWithForeignKey(),
    reason: "signature_invalid",
  },
  {
    id: "embedded_key",
    title: "a token signed by the key in its own header (RFC 7515 §4.1.3)",
    issue: (as) => as.issueWithEmbeddedKey(),
    reason: "signature_invalid",
  },
  {
    id: "tampered",
    title: "claims that were changed after signing (RFC 7515 §5.2)",
    issue: (as) => as.issueTampered(),
    reason: "signature_invalid",
  },
  {
    id: "id_token",
    title: "an ID token (OpenID Connect Core §2)",
    issue: (as) => as.issueIdToken(),
    reason: "not_an_access_token",
  },
  {
    id: "id_token_for_api",
    title: "an ID token whose audience is this API (RFC 8725 §3.12)",
    issue: (as) => as.issueIdToken({ aud: as.audience }),
    reason: "not_an_access_token",
  },
  {
    id: "refresh_token",
    title: "a refresh token in the form of a JWT (RFC 6749 §1.5)",
    issue: (as) => as.issueRefreshToken({ aud: as.audience }),
    reason: "not_an_access_token",
  },
  {
    id: "logout_token",
    title: "a logout token (OpenID Connect Back-Channel Logout §2.4)",
    issue: (as) => as.issueLogoutToken({ aud: as.audience }),
    reason: "unexpected_type",
  },
  {
    id: "untyped_logout_token",
    title: "a logout token without a type of its own (OpenID Connect Back-Channel Logout §2.4)",
    issue: (as) => as.issueUntypedLogoutToken({ aud: as.audience }),
    reason: "not_an_access_token",
  },
  {
    id: "dpop_proof",
    title: "a DPoP proof (RFC 9449 §4.2)",
    issue: (as) => as.issueDpopProof({ iss: as.issuer, aud: as.audience }),
    reason: "unexpected_type",
  },
  {
    id: "opaque",
    title: "an opaque token (RFC 6749 §1.4)",
    issue: (as) => as.issueOpaque(),
    reason: "malformed_token",
  },
];
