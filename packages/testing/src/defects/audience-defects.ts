import { describeTokens } from "./defect.js";
import type { DefectRow, Severity, TokenDefect } from "./defect.js";
import { otherCase } from "./other-case.js";
import type { TokenSource } from "./token-source.js";

/** Access tokens that are for somebody else. */
export type AudienceDefectId =
  | "wrong-audience"
  | "audience-missing"
  | "audience-empty"
  | "audience-empty-list"
  | "audience-list-of-others"
  | "audience-client"
  | "audience-issuer"
  | "audience-shorter"
  | "audience-longer"
  | "audience-within"
  | "audience-joined"
  | "audience-with-slash"
  | "audience-in-other-case"
  | "audience-wildcard"
  | "audience-in-nested-list"
  | "audience-as-members";

const ALL_APIS = "Whoever gets a token for one API, that API included, can use it at this one.";
const ALIKE = "Who may choose the name of an API chooses one that resembles this one's, and gets tokens for it.";

const rows: Readonly<Record<AudienceDefectId, DefectRow<string>>> = {
  "wrong-audience": {
    title: "an access token for another audience (RFC 9068 §4)",
    risk: ALL_APIS,
    severity: "critical",
    reason: "audience_mismatch",
    make: (as, { claims }) => as.issueForOtherAudience(claims),
  },
  "audience-missing": withAudience("an access token for nobody (RFC 9068 §4)", "high", () => undefined),
  "audience-empty": withAudience("an access token whose audience is an empty text (RFC 9068 §4)", "high", () => ""),
  "audience-empty-list": withAudience(
    "an access token whose audience is an empty list (RFC 9068 §4)",
    "high",
    () => [],
  ),
  "audience-list-of-others": withAudience(
    "an access token for several other audiences (RFC 9068 §4)",
    "critical",
    () => [OTHER_API, "https://third-api.example.com"],
  ),
  "audience-client": withAudience("an access token for its client (RFC 9068 §4)", "high", () => "client-1"),
  "audience-issuer": withAudience(
    "an access token for the authorization server (RFC 9068 §4)",
    "high",
    ({ issuer }) => issuer,
  ),
  "audience-shorter": withAudience(
    "an access token for an audience with which the name of this one begins (RFC 7519 §4.1.3)",
    "high",
    ({ audience }) => audience.slice(0, -1),
    ALIKE,
  ),
  "audience-longer": withAudience(
    "an access token for an audience that begins with the name of this one (RFC 7519 §4.1.3)",
    "high",
    ({ audience }) => `${audience}.attacker.example.com`,
    ALIKE,
  ),
  "audience-within": withAudience(
    "an access token for an audience that has the name of this one in it (RFC 7519 §4.1.3)",
    "high",
    ({ audience }) => `https://attacker.example.com/?${audience}#`,
    ALIKE,
  ),
  "audience-joined": withAudience(
    "an access token whose audience is one text of two names (RFC 7519 §4.1.3)",
    "medium",
    ({ audience }) => `${OTHER_API} ${audience}`,
    ALIKE,
  ),
  "audience-with-slash": withAudience(
    "an access token whose audience differs in a trailing slash (RFC 7519 §4.1.3)",
    "low",
    ({ audience }) => `${audience}/`,
    ALIKE,
  ),
  "audience-in-other-case": withAudience(
    "an access token whose audience is written in another case (RFC 7519 §4.1.3)",
    "low",
    ({ audience }) => otherCase(audience),
    ALIKE,
  ),
  "audience-wildcard": withAudience("an access token for any audience (RFC 7519 §4.1.3)", "high", () => "*"),
  "audience-in-nested-list": {
    ...withAudience(
      "an access token whose audience is in a list within a list (RFC 7519 §4.1.3)",
      "low",
      ({ audience }) => [[audience]],
      "A list of one compares like the name in it, and not everywhere.",
    ),
    reason: "malformed_token",
  },
  "audience-as-members": {
    ...withAudience(
      "an access token whose audience is an object (RFC 7519 §4.1.3)",
      "low",
      ({ audience }) => ({ 0: audience, [audience]: true, length: 1 }),
      "What is no list is read like one.",
    ),
    reason: "malformed_token",
  },
};

/** Access tokens that are for somebody else. */
export const audienceDefects: readonly TokenDefect<AudienceDefectId>[] = describeTokens("audience", rows);

function withAudience(
  title: string,
  severity: Severity,
  ...[name, risk = ALL_APIS]: readonly [name: (as: TokenSource) => unknown, risk?: string]
): DefectRow<string> {
  return {
    title,
    risk,
    severity,
    reason: "audience_mismatch",
    make: (as, { claims }) => as.issue({ aud: name(as), ...claims }),
  };
}

const OTHER_API = "https://other-api.example.com";
