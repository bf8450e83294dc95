import { describeTokens } from "./defect.js";
import type { DefectRow, Severity, TokenDefect } from "./defect.js";
import { otherCase } from "./other-case.js";
import { issueSigned } from "./token-parts.js";
import type { TokenSource } from "./token-source.js";

/** Tokens that another issuer issued, or nobody. But for the first, signed with a key that is trusted. */
export type IssuerDefectId =
  | "wrong-issuer"
  | "wrong-issuer-known-key"
  | "issuer-missing"
  | "issuer-empty"
  | "issuer-in-list"
  | "issuer-with-slash"
  | "issuer-in-other-case"
  | "issuer-longer"
  | "issuer-shorter"
  | "issuer-prototype";

const SHARED_KEY = "Where issuers share keys, as tenants of one server do, one of them can write tokens for all.";

const rows: Readonly<Record<IssuerDefectId, DefectRow<string>>> = {
  "wrong-issuer": {
    title: "an access token of another issuer (RFC 9068 §4)",
    risk: "Anybody who has an authorization server can write tokens.",
    severity: "critical",
    reason: "unknown_issuer",
    make: (as, { claims }) => as.issueFromOtherIssuer(claims),
  },
  "wrong-issuer-known-key": withIssuer(
    "an access token of another issuer, signed with a key of this one (RFC 9068 §4)",
    "high",
    () => OTHER_ISSUER,
  ),
  "issuer-missing": {
    title: "an access token without an issuer (RFC 9068 §2.2)",
    risk: SHARED_KEY,
    severity: "high",
    reason: "missing_claim",
    // The answer of introspection need not name its issuer (RFC 7662 §2.2).
    make: (as, { claims }) => issueSigned(as, { iss: undefined, ...claims }),
  },
  "issuer-empty": {
    title: "an access token whose issuer is an empty text (RFC 7519 §4.1.1)",
    risk: SHARED_KEY,
    severity: "high",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue({ iss: "", ...claims }),
  },
  "issuer-in-list": {
    title: "an access token of two issuers (RFC 7519 §4.1.1)",
    risk: SHARED_KEY,
    severity: "medium",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue({ iss: [as.issuer, OTHER_ISSUER], ...claims }),
  },
  "issuer-with-slash": withIssuer(
    "an access token whose issuer differs in a trailing slash (RFC 9068 §4)",
    "low",
    ({ issuer }) => `${issuer}/`,
  ),
  "issuer-in-other-case": withIssuer(
    "an access token whose issuer is written in another case (RFC 9068 §4)",
    "medium",
    ({ issuer }) => otherCase(issuer),
  ),
  "issuer-longer": withIssuer(
    "an access token of an issuer whose name begins with that of this one (RFC 9068 §4)",
    "high",
    ({ issuer }) => `${issuer}.attacker.example.com`,
  ),
  "issuer-shorter": withIssuer(
    "an access token of an issuer with whose name that of this one begins (RFC 9068 §4)",
    "high",
    ({ issuer }) => issuer.slice(0, -1),
  ),
  "issuer-prototype": withIssuer(
    "an access token whose issuer is a name that every object has (RFC 8725 §3.8)",
    "high",
    () => "__proto__",
  ),
};

/** Tokens that another issuer issued, or nobody. */
export const issuerDefects: readonly TokenDefect<IssuerDefectId>[] = describeTokens("issuer", rows);

function withIssuer(title: string, severity: Severity, name: (as: TokenSource) => string): DefectRow<string> {
  return {
    title,
    risk: SHARED_KEY,
    severity,
    reason: "unknown_issuer",
    make: (as, { claims }) => as.issue({ iss: name(as), ...claims }),
  };
}

const OTHER_ISSUER = "https://other-issuer.example.com";
