import { deny, DeniedError, UnavailableError } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import {
  assertAccepted,
  assertDenied,
  assertUnavailable,
  createTestIssuer,
  type DenialRow,
  denialTable,
} from "../src/index.js";
import { matchers } from "../src/vitest.js";

expect.extend(matchers);

const EXPIRED = `Bearer realm="api", error="invalid_token", error_description="The access token has expired"`;
const NOT_VALID = "The access token is not valid for this resource";
const fields = (challenge: string, others: Record<string, string> = {}) => ({
  "WWW-Authenticate": challenge,
  "Cache-Control": "no-store",
  ...others,
});
const respond = (status: number, headers: Record<string, string>) => new Response("{}", { status, headers });
const unavailable = { kind: "unavailable", retryAfterSeconds: 1, detail: "", cause: undefined };
const accepted = { kind: "accepted", token: {} };

/** The message of the matcher that does not pass. */
const messageOf = (check: () => void): string => {
  try {
    check();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("The check passed");
};

describe("toBeDenied takes", () => {
  const answer = { status: 401, headers: fields(EXPIRED), body: "" };
  test.each<[string, unknown]>([
    ["an outcome", deny("token_expired", "")],
    ["a DeniedError", new DeniedError("token_expired", "", answer)],
    ["a response of the Fetch standard", respond(401, fields(EXPIRED))],
    ["a response of supertest", { status: 401, headers: { "www-authenticate": EXPIRED, "cache-control": "no-store" } }],
    [
      "a response of Fastify's inject",
      { statusCode: 401, headers: { "www-authenticate": EXPIRED, "cache-control": "no-store" } },
    ],
    [
      "fields as lists of lines",
      { statusCode: 401, headers: { "www-authenticate": ["Negotiate", EXPIRED], "cache-control": ["no-store"] } },
    ],
    [
      "a challenge among others, its scheme in any case",
      respond(401, fields(`Negotiate, ${EXPIRED.replace("Bearer", "bearer")}`)),
    ],
    ["no-store among other directives", respond(401, fields(EXPIRED, { "Cache-Control": "private, No-Store" }))],
  ])("%s", (_, actual) => {
    expect(actual).toBeDenied("token_expired");
    assertDenied(actual, "token_expired");
    expect(messageOf(() => expect(actual).not.toBeDenied("token_expired"))).toContain(
      'Expected anything but a denial with reason "token_expired" (401, error "invalid_token").',
    );
  });

  test("what a promise was rejected with", async () => {
    await expect(Promise.reject(new DeniedError("token_expired", "", answer))).rejects.toBeDenied("token_expired");
  });
});

describe("toBeDenied fails and says why", () => {
  const denied = (challenge: string, others?: Record<string, string>) => respond(401, fields(challenge, others));
  test.each<[string, unknown, string]>([
    ["another reason of an outcome", deny("token_revoked", ""), `the reason is "token_revoked"`],
    [
      "another reason of an error",
      new DeniedError("token_revoked", "", { status: 401, headers: fields(EXPIRED), body: "" }),
      `the reason is "token_revoked"`,
    ],
    [
      "another reason revealed in the challenge",
      denied(`${EXPIRED}, reason="token_revoked"`),
      `the reason is "token_revoked"`,
    ],
    ["an outage", unavailable, "it is not a denial"],
    ["the error of an outage", new UnavailableError("x"), "it is not a denial"],
    ["an accepted request", accepted, "it is not a denial"],
    ["an access token", { scopes: new Set() }, "it is not a denial"],
    ["a good response", respond(200, {}), "it is not a denial"],
    ["another status", respond(403, fields(EXPIRED)), "the status is 403"],
    ["a server error", respond(500, fields(EXPIRED)), "it is not a denial\n  - the status is 500"],
    ["a missing challenge", respond(401, { "Cache-Control": "no-store" }), "there is no WWW-Authenticate"],
    ["a challenge of another scheme only", denied(`Basic realm="x"`), "there is no challenge of the scheme Bearer"],
    ["a malformed challenge", denied(`Bearer realm=api`), "Malformed WWW-Authenticate at position 13"],
    ["a challenge without realm", denied(`Bearer error="invalid_token"`), "the challenge has no realm"],
    ["another error code", denied(`Bearer realm="a", error="invalid_request"`), `the error code is "invalid_request"`],
    ["a missing error code", denied(`Bearer realm="a"`), "the error code is absent"],
    [
      "the sentence of other reasons",
      denied(`Bearer realm="a", error="invalid_token", error_description="${NOT_VALID}"`),
      `the error description is "${NOT_VALID}"`,
    ],
    [
      "a response that may be cached",
      denied(EXPIRED, { "Cache-Control": "private" }),
      "Cache-Control is private, not no-store",
    ],
    [
      "a response without Cache-Control",
      respond(401, { "WWW-Authenticate": EXPIRED }),
      "Cache-Control is absent, not no-store",
    ],
  ])("%s", (_, actual, problem) => {
    const message = messageOf(() => expect(actual).toBeDenied("token_expired"));
    expect(message).toContain('Expected a denial with reason "token_expired" (401, error "invalid_token"), but\n');
    expect(message).toContain(`  - ${problem}`);
    expect(messageOf(() => assertDenied(actual, "token_expired"))).toBe(message);
    expect(actual).not.toBeDenied("token_expired");
  });

  test("with status and challenge of what came", () => {
    expect(messageOf(() => expect(denied(`${EXPIRED}, reason="token_revoked"`)).toBeDenied("token_expired"))).toBe(
      `Expected a denial with reason "token_expired" (401, error "invalid_token"), but
  - the reason is "token_revoked"
What came: denied, reason "token_revoked"; status 401; WWW-Authenticate: ${EXPIRED}, reason="token_revoked"`,
    );
  });

  test("an insufficient scope without the scope that is needed (RFC 6750 §3)", () => {
    const without = respond(403, fields(`Bearer realm="a", error="insufficient_scope"`));
    expect(messageOf(() => expect(without).toBeDenied("scope_insufficient"))).toContain("the challenge names no scope");
    expect(respond(403, fields(`Bearer realm="a", error="insufficient_scope", scope="b"`))).toBeDenied(
      "scope_insufficient",
    );
  });

  test("an error code where no token was presented (RFC 6750 §3.1)", () => {
    expect(respond(401, fields(`Bearer realm="api"`))).toBeDenied("no_credentials");
    expect(messageOf(() => expect(respond(401, fields(EXPIRED))).toBeDenied("no_credentials"))).toContain(
      `(401, no error code), but\n  - the error code is "invalid_token"`,
    );
  });
});

describe("what cannot be judged fails, with .not too", () => {
  test.each<[string, unknown, string]>([
    ["nothing", undefined, "got undefined"],
    ["a status alone", 401, "got 401"],
    [
      "a promise",
      Promise.resolve(deny("token_expired", "")),
      "got a promise: await it, or use expect(promise).rejects",
    ],
    ["another error", new RangeError("x"), "got RangeError: x"],
    ["another object", { a: 1, b: 2 }, "got an object with a, b"],
    ["a denial without a reason", { kind: "denied" }, "got an object with kind"],
    ["null", null, "got null"],
  ])("%s", (_, actual, problem) => {
    for (const check of [
      () => expect(actual).toBeDenied("token_expired"),
      () => expect(actual).not.toBeDenied("token_expired"),
      () => expect(actual).toBeAccepted(),
      () => expect(actual).not.toBeAccepted(),
      () => expect(actual).toBeUnavailable(),
      () => expect(actual).not.toBeUnavailable(),
      () => assertDenied(actual, "token_expired"),
    ]) {
      expect(messageOf(check)).toBe(`Expected an outcome, an error of the verifier or a response, ${problem}`);
    }
  });

  test("a reason that does not exist", () => {
    expect(() => expect(deny("token_expired", "")).not.toBeDenied("expired" as "token_expired")).toThrow(
      '"expired" is not a reason; they are: no_credentials, malformed_credentials',
    );
  });
});

describe("toBeAccepted", () => {
  test.each<[string, unknown]>([
    ["an outcome", accepted],
    ["an access token", { scopes: new Set() }],
    ["a response", respond(200, {})],
    ["a response that there is nothing new", new Response(null, { status: 304 })],
  ])("passes for %s", (_, actual) => {
    expect(actual).toBeAccepted();
    assertAccepted(actual);
    expect(messageOf(() => expect(actual).not.toBeAccepted())).toContain("Expected anything but to be accepted");
  });

  test.each<[string, unknown]>([
    ["a redirect, such as one to a login page", respond(302, {})],
    ["a denial", deny("token_expired", "")],
    ["a refusal", respond(401, fields(EXPIRED))],
    ["a server error", respond(500, {})],
  ])("fails for %s", (_, actual) => {
    expect(messageOf(() => expect(actual).toBeAccepted())).toContain("  - it is not accepted\nWhat came: ");
    expect(() => assertAccepted(actual)).toThrow("it is not accepted");
    expect(actual).not.toBeAccepted();
  });

  test("says why an outcome or an error is none, as far as it knows", () => {
    const error = new UnavailableError("The keys cannot be had", { cause: new TypeError("fetch failed: stopped") });
    expect(messageOf(() => expect(error).toBeAccepted())).toContain(
      "why: The keys cannot be had: fetch failed: stopped",
    );
    expect(messageOf(() => expect(deny("token_expired", "exp is 1")).toBeAccepted())).toContain("why: exp is 1");
    expect(messageOf(() => expect(unavailable).toBeAccepted())).toContain("the verifier could not get what it needs");
    expect(unavailable).not.toBeAccepted();
  });

  test("says of a 503, which does not say why, what a test issuer noted last", async () => {
    const as = await createTestIssuer();
    await as.stop();
    await expect(as.fetch(`${as.issuer}/jwks`, {})).rejects.toThrow("is stopped");
    const message = (): string => messageOf(() => expect(respond(503, outage)).toBeAccepted());
    expect(message()).toContain(`what a test issuer noted last: fetch failed: the test issuer ${as.issuer} is stopped`);
    expect(message()).toContain("as.recover() and as.start()");
    await as.start();
    as.fail("html");
    await as.fetch(`${as.issuer}/jwks`, {});
    expect(message()).toContain("a test issuer failed as it was told to: html, at jwks");
  });
});

const outage = { "Retry-After": "5", "Cache-Control": "no-store" };

describe("toBeUnavailable", () => {
  test.each<[string, unknown]>([
    ["an outcome", unavailable],
    ["an UnavailableError", new UnavailableError("x")],
    ["a response", respond(503, outage)],
  ])("passes for %s", (_, actual) => {
    expect(actual).toBeUnavailable();
    assertUnavailable(actual);
    expect(messageOf(() => expect(actual).not.toBeUnavailable())).toContain("Expected anything but an outage");
  });

  test.each<[string, unknown, string]>([
    ["a denial", deny("token_expired", ""), "it is not unavailable"],
    ["another server error", respond(500, outage), "it is not unavailable"],
    [
      "a challenge (RFC 9110 §11.6.1)",
      respond(503, { ...outage, "WWW-Authenticate": EXPIRED }),
      "there is a challenge",
    ],
    ["no Retry-After (RFC 9110 §15.6.4)", respond(503, { "Cache-Control": "no-store" }), "Retry-After is absent"],
    ["a Retry-After of zero", respond(503, { ...outage, "Retry-After": "0" }), "Retry-After is 0"],
    ["a response that may be cached", respond(503, { "Retry-After": "5" }), "Cache-Control is absent, not no-store"],
  ])("fails for %s", (_, actual, problem) => {
    expect(messageOf(() => expect(actual).toBeUnavailable())).toContain(`  - ${problem}`);
    expect(() => assertUnavailable(actual)).toThrow(problem);
    expect(actual).not.toBeUnavailable();
  });
});

describe("the denial table (RFC 6750 §3.1)", () => {
  const reasonsOf = (status: number, error: DenialRow["error"]) =>
    Object.entries(denialTable).flatMap(([reason, row]) =>
      row.status === status && row.error === error ? [reason] : [],
    );

  test.each<[number, DenialRow["error"], string[]]>([
    [401, undefined, ["no_credentials"]],
    [400, "invalid_request", ["malformed_credentials", "token_too_large"]],
    [403, "insufficient_scope", ["scope_insufficient"]],
    [
      401,
      "invalid_token",
      [
        "malformed_token",
        "unexpected_type",
        "not_an_access_token",
        "algorithm_not_allowed",
        "unknown_issuer",
        "no_matching_key",
        "signature_invalid",
        "token_expired",
        "token_not_yet_valid",
        "audience_mismatch",
        "missing_claim",
        "claims_rejected",
        "token_inactive",
        "token_revoked",
        "binding_required",
        "check_denied",
      ],
    ],
  ])("answers %s with the error %s", (status, error, reasons) => {
    expect(reasonsOf(status, error)).toEqual(reasons);
  });

  test("has 20 reasons", () => {
    expect(Object.keys(denialTable)).toHaveLength(20);
  });
});
