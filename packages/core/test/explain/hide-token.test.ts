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
  ["a part in a longer text", `xx${token.slice(40, 60)}yyyy`],
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

test("a token of fewer than sixteen characters hides nothing", () => {
  expect(createTokenFilter("authorization")("authorization, authorization-server")).toBe(
    "authorization, authorization-server",
  );
});
