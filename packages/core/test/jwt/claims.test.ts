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
  ["no claim that is not a string", { azp: 1, cid: "c" }, "c"],
  ["nothing without any", {}, undefined],
])("names the client by %s", (_, claims, clientId) => {
  expect(parseRegisteredClaims({ exp: 1, ...claims })).toMatchObject({ clientId });
});

test("denies a token without exp as one that lacks a claim (RFC 9068 §2.2)", () => {
  expect(parseRegisteredClaims({})).toMatchObject({ kind: "denied", reason: "missing_claim" });
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
