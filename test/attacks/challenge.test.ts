import { createVerifier } from "@ostiary/core";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { expect, test } from "vitest";

const as = await createTestIssuer({ clock: manualClock() });
const { issuer, audience, clock } = as;
const verifier = createVerifier({ issuer: { issuer, jwks: as.jwks() }, audience, clock });

/** What a client gets for a token, whatever is in it. */
async function answerTo(token: string): Promise<string> {
  const outcome = await verifier.authenticate({ authorization: [`Bearer ${token}`] }, { scopes: ["api:read"] });
  if (outcome.kind === "accepted") return "accepted";
  return JSON.stringify(verifier.challenge(outcome));
}

const refusal = JSON.stringify({
  status: 401,
  headers: {
    "WWW-Authenticate":
      'Bearer realm="api", error="invalid_token", error_description="The access token is not valid for this resource"',
    "Cache-Control": "no-store",
    "Content-Type": "application/problem+json",
  },
  body: '{"title":"Unauthorized","status":401,"error":"invalid_token","error_description":"The access token is not valid for this resource"}',
});

test("a good token is accepted", async () => {
  expect(await answerTo(as.issue())).toBe("accepted");
});

const HOSTILE = ['"', "\\", '", error="none', "\r\nX-Injected: 1", "caf\u00e9", "\u0100", "\u0000", ","];

test.each(HOSTILE)("J-01, J-03: %j from a token stands in no answer (RFC 6750 §3, RFC 9110 §5.5)", async (text) => {
  for (const claims of [{ iss: text }, { aud: text }, { exp: text }, { cnf: text }]) {
    expect(await answerTo(as.issue(claims))).toBe(refusal);
  }
  for (const how of [{ typ: text }, { kid: text }, { alg: text }]) {
    expect(await answerTo(as.issue({}, how))).toBe(refusal);
  }
  expect(await answerTo(as.issue({ scope: text }))).toContain('error=\\"insufficient_scope\\"');
  expect(await answerTo(as.issue({ scope: text }))).not.toContain("X-Injected");
});

test("a token of the issuer that is no access token is told so, for whoever holds it knows what it is (RFC 6750 §3.1)", async () => {
  const own = refusal.replaceAll("The access token is not valid for this resource", "The token is not an access token");
  for (const token of [as.issueIdToken(), as.issueRefreshToken(), as.issueUntypedLogoutToken()]) {
    expect(await answerTo(token)).toBe(own);
  }
  // What the header alone says, anybody can write.
  expect(await answerTo(as.issueLogoutToken())).toBe(refusal);
});

test("J-07: an unknown key, a bad signature and another audience get one answer (RFC 6750 §3.1)", async () => {
  const foreign = as.issueWithForeignKey({ nonce: "n", scope: undefined, client_id: undefined });
  for (const token of [as.issueWithUnknownKey(), as.issueTampered(), as.issueForOtherAudience(), foreign]) {
    expect(await answerTo(token)).toBe(refusal);
  }
});
