import { describe, expect, test } from "vitest";
import { writeAnswer } from "../src/challenge.js";
import { deny, type DenialReason } from "../src/outcome.js";

const style = { realm: "api", revealReason: false };
const GENERIC = "The access token is not valid for this resource";

// A pin: every reason with its status and its literal challenge. Changing a row changes what clients see.
const ROWS: Record<DenialReason, [number, string]> = {
  no_credentials: [401, 'Bearer realm="api"'],
  malformed_credentials: [
    400,
    'Bearer realm="api", error="invalid_request", error_description="The Authorization field must hold exactly one bearer token"',
  ],
  token_too_large: [
    400,
    'Bearer realm="api", error="invalid_request", error_description="The access token is too large"',
  ],
  malformed_token: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  unexpected_type: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  not_an_access_token: [
    401,
    'Bearer realm="api", error="invalid_token", error_description="The token is not an access token"',
  ],
  algorithm_not_allowed: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  unknown_issuer: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  no_matching_key: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  signature_invalid: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  token_expired: [401, 'Bearer realm="api", error="invalid_token", error_description="The access token has expired"'],
  token_not_yet_valid: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  audience_mismatch: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  missing_claim: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  claims_rejected: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  token_inactive: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  token_revoked: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  binding_required: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  check_denied: [401, `Bearer realm="api", error="invalid_token", error_description="${GENERIC}"`],
  scope_insufficient: [
    403,
    'Bearer realm="api", error="insufficient_scope", error_description="The access token does not grant the required scope", scope="api:read api:admin"',
  ],
};

describe("the answer to a denial (RFC 6750 §3)", () => {
  test.each(Object.entries(ROWS) as [DenialReason, [number, string]][])("for %s", (reason, [status, challenge]) => {
    const requiredScopes = reason === "scope_insufficient" ? ["api:read", "api:admin"] : [];
    const answer = writeAnswer({ ...deny(reason, "a detail that stays here"), requiredScopes }, style);
    expect(answer.status).toBe(status);
    expect(answer.headers).toEqual({
      "WWW-Authenticate": challenge,
      "Cache-Control": "no-store",
      "Content-Type": "application/problem+json",
    });
    expect(JSON.stringify(answer)).not.toContain("detail that stays");
  });

  test("has a body with the same error (RFC 9457 §3)", () => {
    expect(writeAnswer(deny("token_expired", ""), style).body).toBe(
      '{"title":"Unauthorized","status":401,"error":"invalid_token","error_description":"The access token has expired"}',
    );
    expect(writeAnswer(deny("no_credentials", ""), style).body).toBe('{"title":"Unauthorized","status":401}');
    expect(writeAnswer(deny("token_too_large", ""), style).body).toContain('"title":"Bad Request","status":400');
    expect(writeAnswer(deny("scope_insufficient", ""), style).body).toContain('"title":"Forbidden","status":403');
  });

  test("escapes the realm (RFC 9110 §5.6.4)", () => {
    expect(writeAnswer(deny("no_credentials", ""), { ...style, realm: 'a"b\\c' }).headers["WWW-Authenticate"]).toBe(
      'Bearer realm="a\\"b\\\\c"',
    );
  });

  test("names the reason only when told so", () => {
    expect(
      writeAnswer(deny("audience_mismatch", ""), { ...style, revealReason: true }).headers["WWW-Authenticate"],
    ).toMatch(/, reason="audience_mismatch"$/);
  });

  test("cannot be changed", () => {
    const answer = writeAnswer(deny("no_credentials", ""), style);
    expect(Object.isFrozen(answer)).toBe(true);
    expect(Object.isFrozen(answer.headers)).toBe(true);
  });
});

test("the answer to an outage is 503 with Retry-After and without a challenge (RFC 9110 §15.6.4)", () => {
  const outcome = { kind: "unavailable", retryAfterSeconds: 7, detail: "secret", cause: new Error("secret") } as const;
  expect(writeAnswer(outcome, style)).toEqual({
    status: 503,
    headers: { "Retry-After": "7", "Cache-Control": "no-store", "Content-Type": "application/problem+json" },
    body: '{"title":"Service Unavailable","status":503}',
  });
});
