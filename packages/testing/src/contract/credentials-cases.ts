import { acceptedUser, invalidToken, malformedCredentials, noCredentials, tokenTooLarge } from "./answers.js";
import type { Expectation } from "./answers.js";
import type { ContractCase } from "./contract-case.js";
import { MAX_TOKEN_BYTES } from "./contract-setting.js";

/** How credentials are presented: all on `/me`, with a token that would be accepted. */
export const credentialsCases: readonly ContractCase[] = [
  ...onMe(noCredentials, [
    ["asks for credentials if there is no Authorization field (RFC 6750 §3.1)", () => []],
    ["asks for credentials if the scheme is Basic (RFC 6750 §3.1)", () => [BASIC]],
    [
      "asks for credentials if the scheme is Digest, commas in quoted strings included (RFC 9110 §11.4)",
      () => [`Digest username="u", realm="a, b", nonce="n", uri="/me", response="r"`],
    ],
    ["asks for credentials if the scheme is Negotiate (RFC 9110 §11.4)", () => ["Negotiate YIIB+A=="]],
    ["asks for credentials if another scheme stands alone (RFC 9110 §11.4)", () => ["Negotiate"]],
    ["asks for credentials if the scheme is unknown (RFC 9110 §11.1)", (token) => [`Token ${token}`]],
    [
      "takes Bearer without a space before the token for another scheme (RFC 9110 §11.4)",
      (token) => [`Bearer${token}`],
    ],
    ["takes Bearer with a colon for no Bearer scheme (RFC 9110 §11.4)", (token) => [`Bearer:${token}`]],
  ]),
  ...onMe(malformedCredentials, [
    ["refuses an empty Authorization field (RFC 9110 §11.6.2)", () => [""]],
    ["refuses a field that does not begin with a scheme (RFC 9110 §11.4)", (token) => [`"Bearer" ${token}`]],
    ["refuses Bearer without a token (RFC 6750 §2.1)", () => ["Bearer"]],
    ["refuses two tokens (RFC 6750 §2.1)", (token) => [`Bearer ${token} ${token}`]],
    ["refuses a comma after the token (RFC 6750 §2.1)", (token) => [`Bearer ${token},`]],
    ["refuses a tab instead of the space (RFC 6750 §2.1)", (token) => [`Bearer\t${token}`]],
    ["refuses a tab after the space (RFC 6750 §2.1)", (token) => [`Bearer \t${token}`]],
    ["refuses a quoted token (RFC 6750 §2.1)", (token) => [`Bearer "${token}"`]],
    ["refuses an auth-param instead of a token (RFC 6750 §2.1)", () => ["Bearer a=b"]],
    ["refuses a token as the value of an auth-param (RFC 6750 §2.1)", (token) => [`Bearer token="${token}"`]],
    ["refuses characters beyond ASCII (RFC 6750 §2.1)", (token) => [`Bearer ${token}\u00E9`]],
    ["refuses a percent sign (RFC 6750 §2.1)", (token) => [`Bearer ${token}%20`]],
    ["refuses the JSON serialization of a token (RFC 7515 §7.2)", () => [`Bearer {"payload":"e30","signatures":[]}`]],
    [
      "refuses a second set of credentials after a comma, Bearer first (RFC 9110 §11.6.2)",
      (token) => [`Bearer ${token}, ${BASIC}`],
    ],
    [
      "refuses a second set of credentials after a comma, Basic first (RFC 9110 §11.6.2)",
      (token) => [`${BASIC}, Bearer ${token}`],
    ],
    ["refuses two field lines with the same token (RFC 9110 §5.3)", (token) => [`Bearer ${token}`, `Bearer ${token}`]],
    [
      "refuses two field lines, a good token and a bad one (RFC 9110 §5.3)",
      (token) => [`Bearer ${token}`, "Bearer bad"],
    ],
    [
      "refuses two field lines, a bad token and a good one (RFC 9110 §5.3)",
      (token) => ["Bearer bad", `Bearer ${token}`],
    ],
    ["refuses two field lines, Bearer and Basic (RFC 9110 §5.3)", (token) => [`Bearer ${token}`, BASIC]],
    ["refuses two field lines, Basic and Bearer (RFC 9110 §5.3)", (token) => [BASIC, `Bearer ${token}`]],
    ["refuses two field lines, Basic and Basic (RFC 9110 §5.3)", () => [BASIC, BASIC]],
    ["refuses two field lines, Bearer and DPoP (RFC 9110 §5.3)", (token) => [`Bearer ${token}`, `DPoP ${token}`]],
    ["refuses two field lines, an empty one and Bearer (RFC 9110 §5.3)", (token) => ["", `Bearer ${token}`]],
    ["refuses two field lines, Bearer and an empty one (RFC 9110 §5.3)", (token) => [`Bearer ${token}`, ""]],
  ]),
  ...onMe(acceptedUser, [
    ["accepts a bearer token (RFC 6750 §2.1)", (token) => [`Bearer ${token}`]],
    ["accepts the scheme in lower case (RFC 9110 §11.1)", (token) => [`bearer ${token}`]],
    ["accepts the scheme in upper case (RFC 9110 §11.1)", (token) => [`BEARER ${token}`]],
    ["accepts the scheme in mixed case (RFC 9110 §11.1)", (token) => [`bEaReR ${token}`]],
    ["accepts two spaces before the token (RFC 6750 §2.1)", (token) => [`Bearer  ${token}`]],
    ["accepts five spaces before the token (RFC 6750 §2.1)", (token) => [`Bearer     ${token}`]],
  ]),
  ...onMe(tokenTooLarge, [
    [
      "refuses a token one byte above the limit as too large (RFC 6750 §3.1)",
      () => [`Bearer ${"A".repeat(MAX_TOKEN_BYTES + 1)}`],
    ],
  ]),
  // Nobody issued these, as the authorization server says.
  ...onMe(invalidToken("token_inactive"), [
    ["judges a token of exactly the largest size (RFC 6750 §3.1)", () => [`Bearer ${"A".repeat(MAX_TOKEN_BYTES)}`]],
    ["judges every character that a token may have (RFC 6750 §2.1)", () => ["Bearer azAZ09-._~+/=="]],
  ]),
];

type Row = readonly [name: string, authorization: (token: string) => readonly string[]];

function onMe(expectation: Expectation, rows: readonly Row[]): readonly ContractCase[] {
  return rows.map(([name, authorization]) => ({
    name,
    route: "/me",
    authorization: ({ as }) => authorization(as.issue()),
    ...expectation,
  }));
}

const BASIC = "Basic dXNlcjpwYXNzd29yZA==";
