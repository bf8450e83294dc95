import { randomBytes, randomUUID } from "node:crypto";
import { describeTokens } from "./defect.js";
import type { DefectRow, TokenDefect } from "./defect.js";
import { nowOf } from "./token-parts.js";

/** Opaque tokens that an API must refuse which asks their issuer about them. */
export type OpaqueDefectId =
  | "opaque-revoked"
  | "opaque-unknown"
  | "opaque-expired"
  | "opaque-expired-but-active"
  | "opaque-not-yet-valid-but-active"
  | "opaque-active-in-text"
  | "opaque-wrong-audience"
  | "opaque-audience-missing"
  | "opaque-wrong-issuer"
  | "opaque-expiry-missing"
  | "opaque-expiry-in-text"
  | "opaque-refresh-token"
  | "opaque-refresh-token-by-use"
  | "opaque-id-token"
  | "opaque-dpop-without-key"
  | "opaque-bound-to-key"
  | "opaque-wrong-scope";

const ALL_APIS = "Whoever gets a token for one API, that API included, can use it at this one.";
const STOLEN = "Who steals the token can use it, although its issuer saw to it that he cannot.";
const REFRESH = "A token that lives for months is sent around like one that lives for minutes.";

const rows: Readonly<Record<OpaqueDefectId, DefectRow<string>>> = {
  "opaque-revoked": {
    title: "an opaque token that was revoked (RFC 7009 §2)",
    risk: "A token that was revoked goes on.",
    severity: "critical",
    reason: "token_inactive",
    api: "opaque",
    make: (as, { claims }) => {
      const token = as.issueOpaque(claims);
      as.revoke(token);
      return token;
    },
  },
  "opaque-unknown": {
    title: "an opaque token that nobody issued (RFC 7662 §2.2)",
    risk: "Anything gets in that looks like a token.",
    severity: "critical",
    reason: "token_inactive",
    api: "opaque",
    make: () => randomBytes(32).toString("base64url"),
  },
  "opaque-expired": {
    title: "an expired opaque token (RFC 7662 §4)",
    risk: "A token that was stolen once can be used for ever.",
    severity: "critical",
    reason: "token_inactive",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ exp: nowOf(as) - 600, ...claims }),
  },
  "opaque-expired-but-active": {
    title: "an expired opaque token that is called active (RFC 7662 §4)",
    risk: "A server that is wrong is believed.",
    severity: "medium",
    reason: "token_expired",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ active: true, exp: nowOf(as) - 600, ...claims }),
  },
  "opaque-not-yet-valid-but-active": {
    title: "an opaque token that is not valid yet and called active (RFC 7662 §4)",
    risk: "A server that is wrong is believed.",
    severity: "medium",
    reason: "token_not_yet_valid",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ active: true, nbf: nowOf(as) + 600, exp: nowOf(as) + 900, ...claims }),
  },
  "opaque-active-in-text": {
    title: "an opaque token that is active in a word only (RFC 7662 §2.2)",
    risk: "What is no yes is taken for one.",
    severity: "medium",
    reason: "token_inactive",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ active: "true", ...claims }),
  },
  "opaque-wrong-audience": {
    title: "an opaque token for another audience (RFC 7662 §4)",
    risk: ALL_APIS,
    severity: "critical",
    reason: "audience_mismatch",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ aud: "https://other-api.example.com", ...claims }),
  },
  "opaque-audience-missing": {
    title: "an opaque token without an audience (RFC 7662 §2.2)",
    risk: ALL_APIS,
    severity: "high",
    reason: "audience_mismatch",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ aud: undefined, ...claims }),
  },
  "opaque-wrong-issuer": {
    title: "an opaque token of another issuer (RFC 7662 §2.2)",
    risk: "Where issuers share an endpoint, the tokens of one pass for those of another.",
    severity: "high",
    reason: "unknown_issuer",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ iss: "https://other-issuer.example.com", ...claims }),
  },
  "opaque-expiry-missing": {
    title: "an opaque token that never expires (RFC 7662 §2.2)",
    risk: "A server that is wrong is believed.",
    severity: "medium",
    reason: "missing_claim",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ exp: undefined, ...claims }),
  },
  "opaque-expiry-in-text": {
    title: "an opaque token whose expiry is a text (RFC 7662 §2.2)",
    risk: "Texts are compared in other ways than numbers.",
    severity: "low",
    reason: "malformed_token",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ exp: "9999999999", ...claims }),
  },
  "opaque-refresh-token": {
    title: "an opaque refresh token that is called active (RFC 7662 §2.1)",
    risk: REFRESH,
    severity: "high",
    reason: "not_an_access_token",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaqueRefreshToken(claims),
  },
  "opaque-refresh-token-by-use": {
    title: "an opaque refresh token that only token_use gives away (RFC 7662 §2.2)",
    risk: REFRESH,
    severity: "high",
    reason: "not_an_access_token",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ token_use: "refresh_token", ...claims }),
  },
  "opaque-id-token": {
    title: "what is said of an ID token, called active (OpenID Connect Core §2)",
    risk: "Every web application that users sign in to can call the API in their names.",
    severity: "high",
    reason: "not_an_access_token",
    api: "opaque",
    make: (as, { claims }) =>
      as.issueOpaque({ token_type: undefined, client_id: undefined, scope: undefined, nonce: randomUUID(), ...claims }),
  },
  "opaque-dpop-without-key": {
    title: "an opaque DPoP token without the key it is bound to (RFC 9449 §6.2)",
    risk: STOLEN,
    severity: "high",
    reason: "binding_required",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ token_type: "DPoP", ...claims }),
  },
  "opaque-bound-to-key": {
    title: "an opaque token bound to a key (RFC 9449 §6.2)",
    risk: STOLEN,
    severity: "high",
    reason: "binding_required",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ cnf: { jkt: randomBytes(32).toString("base64url") }, ...claims }),
  },
  "opaque-wrong-scope": {
    title: "an opaque token with another scope (RFC 6750 §3.1)",
    risk: "Every client can do what only some were given leave to.",
    severity: "critical",
    reason: "scope_insufficient",
    api: "opaque",
    make: (as, { claims }) => as.issueOpaque({ scope: "other:scope", ...claims }),
  },
};

/**
 * All opaque tokens that must be refused, to be walked by a test of an API whose verifier has the options of
 * `as.verifierOptions({ opaque: true })`. Such an API must refuse {@link defects} as well.
 */
export const opaqueDefects: readonly TokenDefect<OpaqueDefectId>[] = describeTokens("opaque", rows);
