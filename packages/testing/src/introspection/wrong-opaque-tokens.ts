import { randomBytes, randomUUID } from "node:crypto";
import type { WrongToken } from "../wrong-tokens.js";

/**
 * All kinds of opaque token that must be refused, to be walked by a test of your API, whose verifier has the options of
 * `as.verifierOptions({ opaque: true })`.
 */
export const wrongOpaqueTokens: readonly WrongToken[] = [
  {
    id: "revoked",
    title: "an opaque token that was revoked (RFC 7009 §2)",
    issue: (as) => {
      const token = as.issueOpaque();
      as.revoke(token);
      return token;
    },
    reason: "token_inactive",
  },
  {
    id: "unknown",
    title: "an opaque token that nobody issued (RFC 7662 §2.2)",
    issue: () => randomBytes(32).toString("base64url"),
    reason: "token_inactive",
  },
  {
    id: "expired",
    title: "an expired opaque token (RFC 7662 §4)",
    issue: (as) => as.issueOpaque({ exp: as.clock.now() - 600 }),
    reason: "token_inactive",
  },
  {
    id: "expired_but_active",
    title: "an expired opaque token that is called active (RFC 7662 §4)",
    issue: (as) => as.issueOpaque({ active: true, exp: as.clock.now() - 600 }),
    reason: "token_expired",
  },
  {
    id: "not_yet_valid_but_active",
    title: "an opaque token that is not valid yet and called active (RFC 7662 §4)",
    issue: (as) => as.issueOpaque({ active: true, nbf: as.clock.now() + 600, exp: as.clock.now() + 900 }),
    reason: "token_not_yet_valid",
  },
  {
    id: "active_as_text",
    title: "an opaque token that is active in a word only (RFC 7662 §2.2)",
    issue: (as) => as.issueOpaque({ active: "true" }),
    reason: "token_inactive",
  },
  {
    id: "other_audience",
    title: "an opaque token for another audience (RFC 7662 §4)",
    issue: (as) => as.issueOpaque({ aud: "https://other-api.example.com" }),
    reason: "audience_mismatch",
  },
  {
    id: "no_audience",
    title: "an opaque token without an audience (RFC 7662 §2.2)",
    issue: (as) => as.issueOpaque({ aud: undefined }),
    reason: "audience_mismatch",
  },
  {
    id: "other_issuer",
    title: "an opaque token of another issuer (RFC 7662 §2.2)",
    issue: (as) => as.issueOpaque({ iss: "https://other-issuer.example.com" }),
    reason: "unknown_issuer",
  },
  {
    id: "no_expiry",
    title: "an opaque token that never expires (RFC 7662 §2.2)",
    issue: (as) => as.issueOpaque({ exp: undefined }),
    reason: "missing_claim",
  },
  {
    id: "expiry_as_text",
    title: "an opaque token whose expiry is a text (RFC 7662 §2.2)",
    issue: (as) => as.issueOpaque({ exp: "9999999999" }),
    reason: "malformed_token",
  },
  {
    id: "refresh_token",
    title: "an opaque refresh token that is called active (RFC 7662 §2.1)",
    issue: (as) => as.issueOpaqueRefreshToken(),
    reason: "not_an_access_token",
  },
  {
    id: "refresh_token_by_use",
    title: "an opaque refresh token that only token_use gives away (RFC 7662 §2.2)",
    issue: (as) => as.issueOpaque({ token_use: "refresh_token" }),
    reason: "not_an_access_token",
  },
  {
    id: "id_token",
    title: "what is said of an ID token, called active (OpenID Connect Core §2)",
    issue: (as) =>
      as.issueOpaque({ token_type: undefined, client_id: undefined, scope: undefined, nonce: randomUUID() }),
    reason: "not_an_access_token",
  },
  {
    id: "dpop_without_key",
    title: "an opaque DPoP token without the key it is bound to (RFC 9449 §6.2)",
    issue: (as) => as.issueOpaque({ token_type: "DPoP" }),
    reason: "binding_required",
  },
  {
    id: "bound_to_key",
    title: "an opaque token bound to a key (RFC 9449 §6.2)",
    issue: (as) => as.issueOpaque({ cnf: { jkt: randomBytes(32).toString("base64url") } }),
    reason: "binding_required",
  },
];
