import { expect, test } from "vitest";
import { createTokenFilter } from "../../src/explain/hide-token.js";

const token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2EuZXhhbXBsZSJ9.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw";
const [header = "", payload = "", signature = ""] = token.split(".");

test.each([
  ["the token", token],
  ["the header", header],
  ["the claims", payload],
  ["the signature", signature],
  ["sixteen characters from the middle", token.slice(33, 49)],
  ["sixteen characters of the beginning", token.slice(0, 16)],
  ["sixteen characters of the end", token.slice(-16)],
])("takes out %s", (_, part) => {
  expect(createTokenFilter(token)(`aud is "${part}"; ours are ["a"]`)).toBe(
    'aud is "[part of the token]"; ours are ["a"]',
  );
});

test.each([
  ["fifteen characters", `aud is ${token.slice(8, 23)}`],
  ["another token", "aud is b3RoZXItdG9rZW4tb2Ytc29tZWJvZHk"],
  ["plain words", "the registered claims have the types that their RFCs give them"],
  ["nothing", ""],
])("leaves %s alone", (_, text) => {
  expect(createTokenFilter(token)(text)).toBe(text);
});

test("leaves what stands beside it", () => {
  expect(createTokenFilter(token)(`xx${token.slice(40, 60)}yyyy, and ${token.slice(0, 16)}`)).toBe(
    "xx[part of the token]yyyy, and [part of the token]",
  );
});

test.each([
  ["of characters that only opaque tokens have", "M.C105_BAY!2.U.CXK*abcdefg!hijklm$nopq"],
  ["with quotation marks and backslashes, as they are quoted", 'a"b\\c"d\\e"f\\g"h\\i"j\\k"l'],
  ["of ten characters", "s3cretTok1"],
  ["of eight characters", "s3cretTo"],
])("takes out a token %s", (_, opaque) => {
  expect(createTokenFilter(opaque)(`client_id is ${JSON.stringify(opaque)}, not ${opaque}.`)).toBe(
    'client_id is "[part of the token]", not [part of the token].',
  );
});

test("a token of fewer than eight characters hides nothing", () => {
  expect(createTokenFilter("issuer")("issuer, issuers")).toBe("issuer, issuers");
});
