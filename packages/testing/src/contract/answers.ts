import type { DenialReason } from "@ostiary/core";
import type { ContractAnswer, ContractCase } from "./contract-case.js";

/** What a case expects: the answer, and the reason behind it. */
export type Expectation = Pick<ContractCase, "expected" | "reason">;

/** The route answered, with this body. */
export function accepted(body: string): Expectation {
  return {
    reason: undefined,
    expected: { status: 200, challenge: undefined, body, headers: { "retry-after": undefined } },
  };
}

/** The answer of a route to the usual token, and to nobody. */
export const acceptedUser: Expectation = accepted(`{"subject":"user-1","scopes":["api:read"]}`);
export const acceptedAnonymous: Expectation = accepted(`{"subject":null}`);

export const noCredentials: Expectation = {
  reason: "no_credentials",
  expected: problem(401, `Bearer realm="api"`, `{"title":"Unauthorized","status":401}`),
};

export const malformedCredentials: Expectation = {
  reason: "malformed_credentials",
  expected: problem(
    400,
    `Bearer realm="api", error="invalid_request", error_description="The Authorization field must hold exactly one bearer token"`,
    `{"title":"Bad Request","status":400,"error":"invalid_request","error_description":"The Authorization field must hold exactly one bearer token"}`,
  ),
};

export const tokenTooLarge: Expectation = {
  reason: "token_too_large",
  expected: problem(
    400,
    `Bearer realm="api", error="invalid_request", error_description="The access token is too large"`,
    `{"title":"Bad Request","status":400,"error":"invalid_request","error_description":"The access token is too large"}`,
  ),
};

export const tokenExpired: Expectation = {
  reason: "token_expired",
  expected: problem(
    401,
    `Bearer realm="api", error="invalid_token", error_description="The access token has expired"`,
    `{"title":"Unauthorized","status":401,"error":"invalid_token","error_description":"The access token has expired"}`,
  ),
};

const notAnAccessToken: Expectation = {
  reason: "not_an_access_token",
  expected: problem(
    401,
    `Bearer realm="api", error="invalid_token", error_description="The token is not an access token"`,
    `{"title":"Unauthorized","status":401,"error":"invalid_token","error_description":"The token is not an access token"}`,
  ),
};

/** The answer to a token that is refused for `reason`; one for all reasons that would help an attacker to mend a token. */
export function invalidToken(reason: DenialReason): Expectation {
  if (reason === "token_expired") return tokenExpired;
  if (reason === "not_an_access_token") return notAnAccessToken;
  return {
    reason,
    expected: problem(
      401,
      `Bearer realm="api", error="invalid_token", error_description="The access token is not valid for this resource"`,
      `{"title":"Unauthorized","status":401,"error":"invalid_token","error_description":"The access token is not valid for this resource"}`,
    ),
  };
}

/** @param scope - The scopes of the route, as they stand in the challenge. */
export function scopeInsufficient(scope: string): Expectation {
  return {
    reason: "scope_insufficient",
    expected: problem(
      403,
      `Bearer realm="api", error="insufficient_scope", error_description="The access token does not grant the required scope", scope="${scope}"`,
      `{"title":"Forbidden","status":403,"error":"insufficient_scope","error_description":"The access token does not grant the required scope"}`,
    ),
  };
}

/** @param retryAfter - The `Retry-After` field. */
export function unavailable(retryAfter: string): Expectation {
  const answer = problem(503, undefined, `{"title":"Service Unavailable","status":503}`);
  return {
    reason: "unavailable",
    expected: { ...answer, headers: { ...answer.headers, "retry-after": retryAfter } },
  };
}

function problem(status: number, challenge: string | undefined, body: string): ContractAnswer {
  return {
    status,
    challenge,
    body,
    headers: {
      "cache-control": "no-store",
      "content-type": "application/problem+json",
      "retry-after": undefined,
    },
  };
}
