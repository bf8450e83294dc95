import { createVerifier, type DenialReason } from "@ostiary/core";
import { type Claims, createTestIssuer, type HowToSign, manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { expect, test } from "vitest";

expect.extend(matchers);

/** The claims of the example in RFC 9068 §3, which is not signed; here it is, by ES256 with a key of our own. */
const EXAMPLE = {
  iss: "https://authorization-server.example.com/",
  sub: "5ba552d67",
  aud: "https://rs.example.com/",
  exp: 1_639_528_912,
  iat: 1_618_354_090,
  jti: "dbe39bf3a3ba4238a513f51d6e1691c4",
  client_id: "s6BhdRkqt3",
  scope: "openid profile reademail",
};

const as = await createTestIssuer({
  issuer: EXAMPLE.iss,
  audience: EXAMPLE.aud,
  typ: "at+JWT",
  clock: manualClock(EXAMPLE.iat),
});
const verifier = createVerifier({ ...as.verifierOptions(), tokenKind: "rfc9068" });
const verify = (claims: Claims = {}, how?: HowToSign): Promise<unknown> =>
  verifier.verify(as.issue({ ...EXAMPLE, ...claims }, how)).catch((error: unknown) => error);

test("the example of RFC 9068 §3 is accepted, with all it says", async () => {
  const token = await verifier.verify(as.issue(EXAMPLE));
  expect([...token.scopes]).toEqual(["openid", "profile", "reademail"]);
  expect(token).toMatchObject({
    issuer: EXAMPLE.iss,
    subject: EXAMPLE.sub,
    clientId: EXAMPLE.client_id,
    audience: [EXAMPLE.aud],
    expiresAt: EXAMPLE.exp,
    issuedAt: EXAMPLE.iat,
    tokenId: EXAMPLE.jti,
    claims: EXAMPLE,
  });
});

test.each<[what: string, claims: Claims, how: HowToSign | undefined]>([
  ["the media type in full (§2.1)", {}, { typ: "application/at+jwt" }],
  ["the media type in capitals (RFC 7515 §4.1.9)", {}, { typ: "AT+JWT" }],
  ["several audiences, one of them ours (§4)", { aud: ["https://other.example.com/", EXAMPLE.aud] }, undefined],
  ["no scope, which is optional (§2.2.3)", { scope: undefined }, undefined],
  ["auth_time, acr and amr of the login (§2.2.1)", { auth_time: 1, acr: "1", amr: ["pwd"] }, undefined],
  ["groups, roles and entitlements (§2.2.3.1)", { groups: ["a"], roles: ["b"], entitlements: ["c"] }, undefined],
])("accepts %s", async (_, claims, how) => {
  expect(await verify(claims, how)).toBeAccepted();
});

test.each<[claim: keyof typeof EXAMPLE, reason: DenialReason]>([
  ["iss", "missing_claim"],
  ["exp", "missing_claim"],
  ["aud", "audience_mismatch"],
  ["sub", "missing_claim"],
  ["client_id", "missing_claim"],
  ["iat", "missing_claim"],
  ["jti", "missing_claim"],
])("refuses the example without %s (RFC 9068 §2.2)", async (claim, reason) => {
  expect(await verify()).toBeAccepted();
  expect(await verify({ [claim]: undefined })).toBeDenied(reason);
});

test.each<[what: string, claims: Claims, how: HowToSign | undefined, reason: DenialReason]>([
  ["the type of any JWT", {}, { typ: "JWT" }, "unexpected_type"],
  ["no type", {}, { typ: undefined }, "unexpected_type"],
  ["the type of another kind of token", {}, { typ: "secevent+jwt" }, "unexpected_type"],
  ["the algorithm none", {}, { alg: "none" }, "algorithm_not_allowed"],
  ["another issuer, but for a slash", { iss: EXAMPLE.iss.slice(0, -1) }, undefined, "unknown_issuer"],
  ["another audience, but for a slash", { aud: EXAMPLE.aud.slice(0, -1) }, undefined, "audience_mismatch"],
  ["an audience within another list", { aud: [[EXAMPLE.aud]] }, undefined, "malformed_token"],
  ["an end that is past", { exp: EXAMPLE.iat - 60 }, undefined, "token_expired"],
])("refuses the example with %s (RFC 9068 §4)", async (_, claims, how, reason) => {
  expect(await verify()).toBeAccepted();
  expect(await verify(claims, how)).toBeDenied(reason);
});

test("refuses the example once it has expired (RFC 9068 §4)", async () => {
  const options = { ...as.verifierOptions(), clockToleranceSeconds: 0 };
  const at = (now: number): Promise<unknown> =>
    createVerifier({ ...options, clock: manualClock(now) })
      .verify(as.issue(EXAMPLE))
      .catch((error: unknown) => error);
  expect(await at(EXAMPLE.exp - 1)).toBeAccepted();
  expect(await at(EXAMPLE.exp)).toBeDenied("token_expired");
});
