import { signCompact } from "../compact-jws.js";
import { wrongOpaqueTokens } from "../introspection/wrong-opaque-tokens.js";
import { wrongTokens } from "../wrong-tokens.js";
import { acceptedUser, invalidToken, tokenExpired, tokenTooLarge, unavailable } from "./answers.js";
import type { Expectation } from "./answers.js";
import type { ContractCase } from "./contract-case.js";
import { SILENT_PREFIX } from "./contract-setting.js";
import type { ContractSetting } from "./contract-setting.js";

/** The issuer of the contract introspects, so that an opaque token is not wrong by itself. */
const WRONG_TOKENS = [...wrongTokens.filter(({ id }) => id !== "opaque"), ...wrongOpaqueTokens];

/** What tokens are refused and accepted, whatever the route asks: all on `/me`. */
export const tokenCases: readonly ContractCase[] = [
  ...WRONG_TOKENS.map(({ title, issue, reason }) =>
    onMe(`refuses ${title}`, invalidToken(reason), ({ as }) => issue(as)),
  ),
  onMe("refuses a token that has just expired (RFC 7519 §4.1.4)", tokenExpired, ({ as }) =>
    as.issue({ exp: as.clock.now() - 5 }),
  ),
  onMe("refuses a token without exp (RFC 9068 §2.2)", invalidToken("missing_claim"), ({ as }) =>
    as.issue({ exp: undefined }),
  ),
  onMe("refuses a token without iss (RFC 9068 §2.2)", invalidToken("missing_claim"), ({ as }) =>
    as.issue({ iss: undefined }),
  ),
  onMe("refuses a token without aud (RFC 9068 §4)", invalidToken("audience_mismatch"), ({ as }) =>
    as.issue({ aud: undefined }),
  ),
  onMe(
    "refuses an audience that differs in a trailing slash (RFC 7519 §4.1.3)",
    invalidToken("audience_mismatch"),
    ({ as }) => as.issue({ aud: `${as.audience}/` }),
  ),
  onMe("refuses an issuer that differs in a trailing slash (RFC 9068 §4)", invalidToken("unknown_issuer"), ({ as }) =>
    as.issue({ iss: `${as.issuer}/` }),
  ),
  onMe(
    "refuses critical header parameters it does not know (RFC 7515 §4.1.11)",
    invalidToken("malformed_token"),
    ({ as }) => as.issue({}, { header: { crit: ["x"], x: 1 } }),
  ),
  onMe("refuses a claim that is there twice (RFC 7519 §4)", invalidToken("malformed_token"), ({ as }) => {
    const claims = JSON.stringify({ iss: as.issuer, aud: as.audience, exp: as.clock.now() + 300, sub: "user-1" });
    return signCompact(
      { typ: "at+jwt", alg: "ES256", kid: as.signingKey.kid },
      claims.replace("{", `{"sub":"user-2",`),
      as.signingKey,
    );
  }),
  onMe(
    "refuses padding after the signature (RFC 7515 §2)",
    invalidToken("malformed_token"),
    ({ as }) => `${as.issue()}=`,
  ),
  onMe(
    "refuses a token in five parts (RFC 7516 §9)",
    invalidToken("malformed_token"),
    ({ as }) => `${as.issue()}.AA.AA`,
  ),
  onMe("refuses a token with disclosures (RFC 7515 §2)", invalidToken("malformed_token"), ({ as }) => `${as.issue()}~`),
  onMe("refuses a token bound to a key (RFC 9449 §7.2)", invalidToken("binding_required"), ({ as }) =>
    as.issue({ cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } }),
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
