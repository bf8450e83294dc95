import { describeTokens } from "./defect.js";
import type { DefectRow, TokenDefect } from "./defect.js";
import { goodParts, nowOf, signAsIssuer } from "./token-parts.js";

/** Tokens that are not valid now, or do not say until when. */
export type TimeDefectId =
  | "expired"
  | "expired-minutes-ago"
  | "expired-at-zero"
  | "expired-below-zero"
  | "expired-in-text"
  | "not-yet-valid"
  | "not-yet-valid-in-text"
  | "issued-in-the-future"
  | "expiry-missing"
  | "expiry-null"
  | "expiry-in-text"
  | "expiry-as-date"
  | "expiry-in-milliseconds"
  | "expiry-infinite";

const FOR_EVER = "A token that was stolen once can be used for ever.";

const rows: Readonly<Record<TimeDefectId, DefectRow<string>>> = {
  expired: {
    title: "an expired access token (RFC 7519 §4.1.4)",
    risk: FOR_EVER,
    severity: "critical",
    reason: "token_expired",
    make: (as, { claims }) => as.issueExpired(claims),
  },
  "expired-minutes-ago": {
    title: "an access token that expired four minutes ago (RFC 7519 §4.1.4)",
    risk: "A stolen token lives on, and a minute is leeway enough for clocks.",
    severity: "medium",
    // The leeway is "no more than a few minutes", and some take five.
    level: "may",
    reason: "token_expired",
    make: (as, { claims }) => as.issue({ iat: nowOf(as) - 540, exp: nowOf(as) - 240, ...claims }),
  },
  "expired-at-zero": {
    title: "an access token that expired at the beginning of time (RFC 7519 §4.1.4)",
    risk: "An expiry that counts as false counts as none.",
    severity: "high",
    reason: "token_expired",
    make: (as, { claims }) => as.issue({ iat: 0, exp: 0, ...claims }),
  },
  "expired-below-zero": {
    title: "an access token that expired before the beginning of time (RFC 7519 §2)",
    risk: "An instant that makes no sense counts as none.",
    severity: "high",
    reason: "token_expired",
    make: (as, { claims }) => as.issue({ exp: -1, ...claims }),
  },
  "expired-in-text": {
    title: "an expired access token whose expiry is a text (RFC 7519 §4.1.4)",
    risk: FOR_EVER,
    severity: "high",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue({ exp: `${nowOf(as) - 600}`, ...claims }),
  },
  "not-yet-valid": {
    title: "an access token that is not valid yet (RFC 7519 §4.1.5)",
    risk: "What was meant for later is used now.",
    severity: "high",
    reason: "token_not_yet_valid",
    make: (as, { claims }) => as.issueNotYetValid(claims),
  },
  "not-yet-valid-in-text": {
    title: "an access token that is not valid yet, as a text says (RFC 7519 §4.1.5)",
    risk: "What was meant for later is used now.",
    severity: "low",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue({ nbf: `${nowOf(as) + 600}`, exp: nowOf(as) + 900, ...claims }),
  },
  "issued-in-the-future": {
    title: "an access token that was issued in the future (RFC 7519 §4.1.6)",
    risk: "A clock that is wrong, or an issuer that is, goes unnoticed.",
    severity: "low",
    level: "may",
    reason: "token_not_yet_valid",
    make: (as, { claims }) => as.issue({ iat: nowOf(as) + 3600, exp: nowOf(as) + 3900, ...claims }),
  },
  "expiry-missing": {
    title: "an access token that never expires (RFC 9068 §2.2)",
    risk: FOR_EVER,
    severity: "high",
    reason: "missing_claim",
    make: (as, { claims }) => as.issue({ exp: undefined, ...claims }),
  },
  "expiry-null": {
    title: "an access token whose expiry is nothing (RFC 7519 §4.1.4)",
    risk: FOR_EVER,
    severity: "high",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue({ exp: null, ...claims }),
  },
  "expiry-in-text": {
    title: "an access token whose expiry is a text (RFC 7519 §4.1.4)",
    risk: "Texts are compared in other ways than numbers.",
    severity: "medium",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue({ exp: `${nowOf(as) + 300}`, ...claims }),
  },
  "expiry-as-date": {
    title: "an access token whose expiry is a date (RFC 7519 §2)",
    risk: "What cannot be compared with a number is never over.",
    severity: "high",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue({ exp: "2001-01-01T00:00:00Z", ...claims }),
  },
  "expiry-in-milliseconds": {
    title: "an access token whose expiry is in milliseconds (RFC 7519 §2)",
    risk: "It is good for fifty thousand years.",
    severity: "low",
    level: "may",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue({ exp: (nowOf(as) + 300) * 1000, ...claims }),
  },
  "expiry-infinite": {
    title: "an access token whose expiry is beyond all numbers (RFC 7519 §2)",
    risk: FOR_EVER,
    severity: "low",
    // Which numbers there are is for whoever reads JSON to say (RFC 8259 §6).
    level: "may",
    reason: "malformed_token",
    make: (as, { claims }) => {
      const { header, claims: content } = goodParts(as, { exp: "EXPIRY", ...claims });
      return signAsIssuer(as, header, JSON.stringify(content).replace(`"EXPIRY"`, "1e309"));
    },
  },
};

/** Tokens that are not valid now, or do not say until when. */
export const timeDefects: readonly TokenDefect<TimeDefectId>[] = describeTokens("time", rows);
