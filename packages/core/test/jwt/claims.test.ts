import { describe, expect, test } from "vitest";
import { parseRegisteredClaims } from "../../src/jwt/claims.js";

test("takes out the registered claims", () => {
  const claims = { sub: "u", client_id: "c", aud: ["a", "b"], exp: 20.5, nbf: 1, iat: 2, jti: "j" };
  expect(parseRegisteredClaims(claims)).toEqual({
    kind: "registered",
    subject: "u",
    clientId: "c",
    audience: ["a", "b"],
    expiresAt: 20.5,
    notBefore: 1,
    issuedAt: 2,
    tokenId: "j",
    actor: undefined,
  });
});

test("makes a list of a single audience, and an empty one of none (RFC 7519 §4.1.3)", () => {
  expect(parseRegisteredClaims({ exp: 1, aud: "a" })).toMatchObject({ audience: ["a"] });
  expect(parseRegisteredClaims({ exp: 1 })).toMatchObject({ audience: [] });
});

test.each([
  ["client_id first", { client_id: "a", azp: "b", cid: "c", appid: "d" }, "a"],
  ["azp next", { azp: "b", cid: "c", appid: "d" }, "b"],
  ["cid next", { cid: "c", appid: "d" }, "c"],
  ["appid last", { appid: "d" }, "d"],
  ["nothing if the first that is there is not a string", { azp: 1, cid: "c" }, undefined],
  ["nothing if the first that is there is null", { azp: null, cid: "c" }, undefined],
  ["nothing if the first that is there is empty", { azp: "", cid: "c" }, undefined],
  ["nothing without any", {}, undefined],
])("names the client by %s", (_, claims, clientId) => {
  expect(parseRegisteredClaims({ exp: 1, ...claims })).toMatchObject({ clientId });
});

test.each([
  ["the claim that is configured", { applicationId: "a", client_id: "b" }, ["applicationId"], "a"],
  ["the first of those that are", { one: "a", two: "b" }, ["two", "one"], "b"],
  ["no other claim", { client_id: "a", azp: "b" }, ["applicationId"], undefined],
  ["no inherited member", { azp: "a" }, ["constructor", "__proto__", "azp"], "a"],
])("names the client by %s", (_, claims, clientClaims, clientId) => {
  expect(parseRegisteredClaims({ exp: 1, ...claims }, clientClaims)).toMatchObject({ clientId });
});

test("denies a client_id of the wrong type, whichever claim names the client (RFC 9068 §2.2)", () => {
  expect(parseRegisteredClaims({ exp: 1, azp: "a", client_id: 1 }, ["azp"])).toMatchObject({
    reason: "malformed_token",
    detail: "client_id is 1",
  });
});

test("says who acts for the subject, and denies what cannot be read of that (RFC 8693 §4.1)", () => {
  expect(parseRegisteredClaims({ exp: 1, act: { sub: "a" } })).toMatchObject({ actor: { subject: "a" } });
  expect(parseRegisteredClaims({ exp: 1, act: "a" })).toMatchObject({ reason: "malformed_token" });
});

test("denies a token without exp as one that lacks a claim (RFC 9068 §2.2)", () => {
  const denied = { kind: "denied", reason: "missing_claim", detail: "exp is absent" };
  expect(parseRegisteredClaims({})).toMatchObject(denied);
});

describe("claims of the wrong type (RFC 7519 §2)", () => {
  const wrongDates = [
    "1893456300",
    "",
    null,
    true,
    {},
    [],
    [1],
    -1,
    Infinity,
    -Infinity,
    NaN,
    1_893_456_300_000,
    253_402_300_800,
  ];
  const wrongTexts = ["", null, 1, true, {}, ["x"]];
  const rows = [
    ...["exp", "nbf", "iat"].flatMap((name) => wrongDates.map((value) => [name, value] as const)),
    ...["sub", "client_id", "jti"].flatMap((name) => wrongTexts.map((value) => [name, value] as const)),
    ...[null, 1, true, {}, { 0: "a", length: 1 }, [1], ["a", null], [["a"]]].map((value) => ["aud", value] as const),
  ];

  test.each(rows)("denies %s %j", (name, value) => {
    expect(parseRegisteredClaims({ exp: 1, [name]: value })).toMatchObject({
      kind: "denied",
      reason: "malformed_token",
      detail: expect.stringMatching(`^${name} is `),
    });
  });

  test("accepts the first and the last instant", () => {
    expect(parseRegisteredClaims({ exp: 253_402_300_799, nbf: 0 }).kind).toBe("registered");
  });
});

test.each([
  ["exp", 1_893_456_000_000, "exp is 1893456000000, which looks like milliseconds"],
  ["exp", 1_893_456_000_000_000, "exp is 1893456000000000"],
  ["exp", -1, "exp is -1"],
  ["iat", "1893456000000", 'iat is "1893456000000"'],
  ["nbf", null, "nbf is null"],
  ["aud", [1], "aud is [1]"],
  // Whom a token is about, and which it is, is nobody's business: of these only the form is told.
  ["sub", ["user-1"], "sub is list of 1"],
  ["sub", "", "sub is an empty text"],
  ["jti", 4711, "jti is a number"],
])("says what is wrong with %s when it is %j, and nothing personal (RFC 7519 §4.1)", (name, value, detail) => {
  const denied = parseRegisteredClaims({ exp: 1, [name]: value });
  expect(denied).toMatchObject({ reason: "malformed_token", detail });
});
