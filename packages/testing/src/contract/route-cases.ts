import {
  accepted,
  acceptedAnonymous,
  acceptedUser,
  invalidToken,
  malformedCredentials,
  noCredentials,
  scopeInsufficient,
  tokenExpired,
  unavailable,
} from "./answers.js";
import type { Expectation } from "./answers.js";
import type { ContractCase, ContractRoute } from "./contract-case.js";
import type { ContractSetting } from "./contract-setting.js";

/** What each kind of guard asks. */
export const routeCases: readonly ContractCase[] = [
  ...on("/orders", [
    ["accepts a token that grants the scope of the route (RFC 6749 §3.3)", granting("api:read"), acceptedUser],
    [
      "accepts a token that grants more than the scope of the route (RFC 6749 §3.3)",
      granting("api:write api:read"),
      accepted(`{"subject":"user-1","scopes":["api:write","api:read"]}`),
    ],
    ["accepts scopes in an array (RFC 9068 §2.2.3)", granting(["api:read"]), acceptedUser],
    ["refuses a token that grants another scope (RFC 6750 §3.1)", granting("api:write"), scopeInsufficient("api:read")],
    ["refuses a token without scopes (RFC 6750 §3.1)", granting(undefined), scopeInsufficient("api:read")],
    [
      "refuses a scope that begins with that of the route (RFC 6749 §3.3)",
      granting("api:readwrite"),
      scopeInsufficient("api:read"),
    ],
    ["refuses a scope in another case (RFC 6749 §3.3)", granting("API:READ"), scopeInsufficient("api:read")],
    [
      "refuses scopes separated by commas (RFC 6749 §3.3)",
      granting("api:read,api:write"),
      scopeInsufficient("api:read"),
    ],
    ["asks for credentials on a route with a scope, without naming it (RFC 6750 §3.1)", () => [], noCredentials],
    [
      "refuses an expired token before it looks at scopes (RFC 6750 §3.1)",
      ({ as }) => [`Bearer ${as.issueExpired({ scope: "api:write" })}`],
      tokenExpired,
    ],
    [
      "refuses a token for another audience before it looks at scopes (RFC 6750 §3.1)",
      ({ as }) => [`Bearer ${as.issueForOtherAudience({ scope: "" })}`],
      invalidToken("audience_mismatch"),
    ],
  ]),
  ...on("/admin", [
    [
      "accepts a token that grants all scopes of the route, in any order (RFC 6749 §3.3)",
      granting("api:admin api:read"),
      accepted(`{"subject":"user-1","scopes":["api:admin","api:read"]}`),
    ],
    [
      "refuses a token that grants one of two scopes, and names both (RFC 6750 §3)",
      granting("api:read"),
      scopeInsufficient("api:read api:admin"),
    ],
    [
      "refuses a token that grants none of two scopes (RFC 6750 §3.1)",
      granting("other"),
      scopeInsufficient("api:read api:admin"),
    ],
  ]),
  ...on("/reports", [
    [
      "accepts a token that grants the first of two alternatives (RFC 6749 §3.3)",
      granting("report:read"),
      accepted(`{"subject":"user-1","scopes":["report:read"]}`),
    ],
    [
      "accepts a token that grants the second of two alternatives (RFC 6749 §3.3)",
      granting("api:admin"),
      accepted(`{"subject":"user-1","scopes":["api:admin"]}`),
    ],
    [
      "refuses a token that grants neither of two alternatives (RFC 6750 §3.1)",
      granting("api:read"),
      scopeInsufficient("report:read api:admin"),
    ],
    ["asks for credentials on a route with alternatives (RFC 6750 §3.1)", () => [], noCredentials],
  ]),
  ...on("/open", [
    [
      "lets a request without an Authorization field through as anonymous (RFC 9110 §11.6.2)",
      () => [],
      acceptedAnonymous,
    ],
    ["accepts a good token on a route that asks for none (RFC 6750 §2.1)", granting("api:read"), acceptedUser],
    [
      "refuses an expired token on a route that asks for none (RFC 6750 §3.1)",
      ({ as }) => [`Bearer ${as.issueExpired()}`],
      tokenExpired,
    ],
    [
      "refuses a forged token on a route that asks for none (RFC 6750 §3.1)",
      ({ as }) => [`Bearer ${as.issueTampered()}`],
      invalidToken("signature_invalid"),
    ],
    [
      "refuses another scheme on a route that asks for no token (RFC 6750 §3.1)",
      () => ["Basic dXNlcjpwYXNzd29yZA=="],
      noCredentials,
    ],
    [
      "refuses an empty Authorization field on a route that asks for no token (RFC 9110 §11.6.2)",
      () => [""],
      malformedCredentials,
    ],
    [
      "refuses Bearer without a token on a route that asks for none (RFC 6750 §3.1)",
      () => ["Bearer"],
      malformedCredentials,
    ],
    [
      "refuses two field lines on a route that asks for no token (RFC 9110 §5.3)",
      ({ as }) => [`Bearer ${as.issue()}`, `Bearer ${as.issue()}`],
      malformedCredentials,
    ],
    [
      "answers 503 on a route that asks for no token if one is there and cannot be judged (RFC 9110 §15.6.4)",
      ({ as }) => [`Bearer ${as.issue({ contract_check: "fail" })}`],
      unavailable("30"),
    ],
  ]),
  ...on("/twice", [
    ["accepts behind two guards, and verifies the token once (RFC 6750 §2.1)", granting("api:read"), acceptedUser],
    ["refuses at the second guard (RFC 6750 §3.1)", granting("api:write"), scopeInsufficient("api:read")],
    ["refuses at the first of two guards (RFC 6750 §3.1)", ({ as }) => [`Bearer ${as.issueExpired()}`], tokenExpired],
    ["asks for credentials once at two guards (RFC 6750 §3.1)", () => [], noCredentials],
  ]),
  ...on("/public", [
    ["leaves a route without a guard alone (RFC 9110 §11.6.2)", () => [], acceptedAnonymous],
    [
      "does not judge a token on a route without a guard (RFC 9110 §11.6.2)",
      ({ as }) => [`Bearer ${as.issueExpired()}`],
      acceptedAnonymous,
    ],
    [
      "does not judge malformed credentials on a route without a guard (RFC 9110 §11.6.2)",
      () => ["Bearer a=b"],
      acceptedAnonymous,
    ],
  ]),
];

type Row = readonly [name: string, authorization: ContractCase["authorization"], expectation: Expectation];

function on(route: ContractRoute, rows: readonly Row[]): readonly ContractCase[] {
  return rows.map(([name, authorization, expectation]) => ({ name, route, authorization, ...expectation }));
}

function granting(scope: unknown): (setting: ContractSetting) => readonly string[] {
  return ({ as }) => [`Bearer ${as.issue({ scope })}`];
}
