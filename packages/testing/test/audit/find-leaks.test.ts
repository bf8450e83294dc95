import { describe, expect, test } from "vitest";
import { findEchoes, findLeaks } from "../../src/audit/find-leaks.js";
import { createTestIssuer } from "../../src/index.js";

const as = await createTestIssuer();
const token = as.issue({ jti: "0c7f4e4e-51a5-4a57-9a4c-0c9f6a1c2d3e" });
const [header, payload, signature] = token.split(".") as [string, string, string];
const request = {
  method: "GET",
  path: "/orders",
  headers: [["Authorization", `Bearer ${token}`]],
  body: undefined,
} as const;

const find = (body: string, headers: Record<string, readonly string[]> = {}) =>
  findLeaks(request, { status: 401, headers, body }, as.audience).map(({ says }) => says);

describe("finds in an answer", () => {
  test.each([
    ["the token", `no: ${token}`, "holds the token"],
    ["its header", `{"got":"${header}"}`, "a part of the token"],
    ["its claims", `{"got":"${payload}"}`, "a part of the token"],
    ["its signature", signature, "a part of the token"],
    ["a claim", `{"jti":"0c7f4e4e-51a5-4a57-9a4c-0c9f6a1c2d3e"}`, "a claim of the token"],
    ["a public key in PEM", "-----BEGIN PUBLIC KEY-----\nMFkw", "a key"],
    ["a JWK", `{"kty":"EC","crv":"P-256"}`, "a key"],
    ["a stack of Node", "Error: no\n    at verify (/srv/api/auth.js:10:5)\n    at next", "the stack"],
    [
      "a stack of Node in JSON",
      `{"stack":"Error: no\\n    at async verify (file:///srv/api/auth.js:10:5)\\n"}`,
      "the stack",
    ],
    ["a stack of Java", "\tat com.example.Api.verify(Api.java:12)\n", "the stack"],
    ["a stack of Python", "Traceback (most recent call last):\n", "the stack"],
    ["a path", "cannot open /home/api/keys.json", "a path"],
    ["a path of a package", "in ../node_modules/jwt/index.js", "a path"],
    ["a path of Windows", String.raw`cannot open C:\keys.json`, "a path"],
    ["an error of a library", "JWTExpired: no", "names an exception"],
    ["an exception", "InvalidTokenException", "names an exception"],
    ["a code of an error", "ERR_JWS_INVALID", "names an exception"],
    ["the audience that is expected", "expected: https://api.example.com", "which audience"],
    ["the audience at the end of a sentence", `"https://api.example.com"`, "which audience"],
  ])("%s", (_, body, says) => {
    expect(find(body)).toEqual([expect.stringContaining(says)]);
    expect(find("", { "x-detail": [body.replaceAll("\n", " ")] }).length, "in a field").toBe(1);
  });
});

test.each([
  ["a plain refusal", "Unauthorized"],
  [
    "a problem",
    `{"title":"Unauthorized","status":401,"error":"invalid_token","error_description":"The token is not good"}`,
  ],
  ["a page of this API", `{"type":"https://api.example.com/problems/401"}`],
  ["a path of the API", `{"instance":"/orders/12"}`],
  ["a sentence about time", "Try again at 12:30:45, or at 13:00 today"],
  ["a sentence with a place", "It is at https://docs.example.com:8443 and at localhost:3000"],
  ["a sentence with a word", "Look at the documentation (at https://docs.example.com/errors)"],
])("finds nothing in %s", (_, body) => {
  expect(find(body)).toEqual([]);
});

test("leaves out what a challenge is there to tell (RFC 9728 §5.1)", () => {
  const challenge = `Bearer realm="https://api.example.com", resource_metadata="https://api.example.com"`;
  expect(find("", { "www-authenticate": [challenge] })).toEqual([]);
  expect(
    find("", { "www-authenticate": [`Bearer error_description="expected https://api.example.com"`] }),
  ).toHaveLength(1);
});

test("does not look for an audience that may be a word", () => {
  expect(findLeaks(request, { status: 401, headers: {}, body: "the api says no" }, "api")).toEqual([]);
});

test("knows tokens in the URL and in the body", () => {
  const sent = { ...request, headers: [], path: `/?access_token=${token}` };
  expect(findEchoes(sent, { status: 200, headers: {}, body: token })).toHaveLength(1);
  expect(findEchoes({ ...request, headers: [], body: token }, { status: 200, headers: {}, body: token })).toHaveLength(
    1,
  );
});

test("of an accepted request only the whole token is a leak", () => {
  const accepted = (body: string) => findEchoes(request, { status: 200, headers: {}, body });
  expect(accepted(`{"jti":"0c7f4e4e-51a5-4a57-9a4c-0c9f6a1c2d3e","aud":"${as.audience}"}`)).toEqual([]);
  expect(accepted(token)).toMatchObject([{ severity: "medium", where: "the body" }]);
});
