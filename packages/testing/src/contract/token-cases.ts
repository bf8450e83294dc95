import { tokenDefects } from "../defects/defects.js";
import { opaqueDefects } from "../defects/opaque-defects.js";
import { acceptedUser, invalidToken, tokenExpired, tokenTooLarge, unavailable } from "./answers.js";
import type { Expectation } from "./answers.js";
import type { ContractCase } from "./contract-case.js";
import { SILENT_PREFIX } from "./contract-setting.js";
import type { ContractSetting } from "./contract-setting.js";

/** The issuer of the contract introspects, and the route asks for no scope. */
const DEFECTS = [...tokenDefects, ...opaqueDefects].filter(
  ({ api, expected }) => api !== "jwt" && expected.reason !== "scope_insufficient",
);

/** What tokens are refused and accepted, whatever the route asks: all on `/me`. */
export const tokenCases: readonly ContractCase[] = [
  ...DEFECTS.map(({ title, make, expected }) =>
    onMe(`refuses ${title}`, invalidToken(expected.reason), ({ as }) => make(as)),
  ),
  onMe("refuses a token that has just expired (RFC 7519 §4.1.4)", tokenExpired, ({ as }) =>
    as.issue({ exp: as.clock.now() - 5 }),
  ),
  onMe(
    "refuses claims that the schema of the application rejects (RFC 9068 §4)",
    invalidToken("claims_rejected"),
    ({ as }) => as.issue({ tenant: 1 }),
  ),
  onMe("refuses what a check of the application denies (RFC 6750 §3.1)", invalidToken("check_denied"), ({ as }) =>
    as.issue({ contract_check: "deny" }),
  ),
  onMe(
    "refuses what a check of the application calls revoked (RFC 6750 §3.1)",
    invalidToken("token_revoked"),
    ({ as }) => as.issue({ contract_check: "revoke" }),
  ),
  onMe("refuses a genuine token above the largest size (RFC 6750 §3.1)", tokenTooLarge, ({ as }) =>
    as.issue({ note: "x".repeat(2000) }),
  ),
  onMe("answers 503 if a check of the application cannot tell (RFC 9110 §15.6.4)", unavailable("30"), ({ as }) =>
    as.issue({ contract_check: "fail" }),
  ),
  onMe("answers 503 if the keys of the issuer cannot be had (RFC 9110 §15.6.4)", unavailable("1"), ({ silentIssuer }) =>
    silentIssuer.issue(),
  ),
  onMe(
    "answers 503 if an issuer cannot be asked about its opaque token (RFC 9110 §15.6.4)",
    unavailable("5"),
    ({ silentIssuer }) => silentIssuer.issueOpaque({}, { prefix: SILENT_PREFIX }),
  ),
  onMe("accepts an opaque token (RFC 7662 §2.2)", acceptedUser, ({ as }) => as.issueOpaque()),
  onMe("accepts the header type as a full media type, in any case (RFC 7515 §4.1.9)", acceptedUser, ({ as }) =>
    as.issue({}, { typ: "application/AT+JWT" }),
  ),
  onMe("accepts an access token with the header type JWT (RFC 7519 §5.1)", acceptedUser, ({ as }) =>
    as.issue({}, { typ: "JWT" }),
  ),
  onMe("accepts an access token without a header type (RFC 7519 §5.1)", acceptedUser, ({ as }) =>
    as.issue({}, { typ: undefined }),
  ),
  onMe("accepts a token for several audiences, this one among them (RFC 9068 §4)", acceptedUser, ({ as }) =>
    as.issue({ aud: ["https://other-api.example.com", as.audience] }),
  ),
  onMe("accepts claims it does not know (RFC 7519 §4)", acceptedUser, ({ as }) =>
    as.issue({ tenant: "t1", "https://example.com/x": { y: [1] } }),
  ),
];

function onMe(name: string, expectation: Expectation, issue: (setting: ContractSetting) => string): ContractCase {
  return { name, route: "/me", authorization: (setting) => [`Bearer ${issue(setting)}`], ...expectation };
}
