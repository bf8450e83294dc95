import { describe, expect, test } from "vitest";
import { encodeBase64url } from "../../src/internal/base64url.js";
import { parseUnverifiedJwt } from "../../src/jwt/unverified-jwt.js";

const encode = (text: string): string => encodeBase64url(new TextEncoder().encode(text));
const parse = (header: object, claims = '{"iss":"https://as.example"}', signature = "AAAA") =>
  parseUnverifiedJwt({ token: "h.p.s", header: { alg: "ES256", ...header }, payload: encode(claims), signature });

test("reads header and claims of a JWT", () => {
  expect(parse({ typ: "at+jwt", kid: "k1" }, '{"iss":"https://as.example","sub":"u"}')).toEqual({
    kind: "unverified",
    token: "h.p.s",
    alg: "ES256",
    typ: "at+jwt",
    kid: "k1",
    issuer: "https://as.example",
    claims: { iss: "https://as.example", sub: "u" },
    signatureBytes: 3,
  });
});

test.each([
  ["unknown parameters (RFC 7515 §4)", { foo: 1 }],
  [
    "key-bearing parameters, which it ignores (RFC 7515 §4.1.2 to §4.1.8)",
    { jwk: {}, jku: "https://evil.example", x5c: [] },
  ],
  ["an encoded payload, said in words (RFC 7797 §3)", { b64: true }],
])("accepts %s", (_, header) => {
  expect(parse(header).kind).toBe("unverified");
});

describe("the header (RFC 7515 §4.1)", () => {
  test.each<[string, object]>([
    ["typ null", { typ: null }],
    ["typ a number", { typ: 1 }],
    ["typ a list", { typ: ["at+jwt"] }],
    ["kid empty", { kid: "" }],
    ["kid a number", { kid: 1 }],
    ["kid null", { kid: null }],
    ["crit empty", { crit: [] }],
    ["crit a string", { crit: "exp" }],
    ["crit null", { crit: null }],
    ["crit with an unknown name", { crit: ["x"], x: 1 }],
    ["crit with a registered name", { crit: ["alg"] }],
    ["crit with a name that is absent", { crit: ["exp"] }],
    ["an unencoded payload", { b64: false, crit: ["b64"] }],
    ["an unencoded payload that is not in crit", { b64: false }],
    ["b64 null", { b64: null }],
    ["enc", { enc: "A256GCM" }],
    ["zip", { zip: "DEF" }],
    ["epk", { epk: {} }],
    ["iv", { iv: "" }],
    ["tag", { tag: "" }],
    ["p2c", { p2c: 1 }],
    ["p2s", { p2s: "" }],
  ])("denies %s", (_, header) => {
    expect(parse(header)).toMatchObject({ kind: "denied", reason: "malformed_token" });
  });
});

describe("the claims (RFC 7519 §7.2)", () => {
  test.each([
    ["a list", "[]"],
    ["a string", '"x"'],
    ["null", "null"],
    ["a number", "1"],
    ["two objects", "{}{}"],
    ["nothing", ""],
    ["a member twice", '{"iss":"https://as.example","aud":"a","aud":"b"}'],
    ["a member named __proto__", '{"iss":"https://as.example","__proto__":{"scope":"admin"}}'],
    ["nesting beyond the limit", `{"iss":"https://as.example","x":${"[".repeat(100)}${"]".repeat(100)}}`],
    ["iss empty", '{"iss":""}'],
    ["iss a list", '{"iss":["https://as.example"]}'],
    ["iss null", '{"iss":null}'],
  ])("denies %s", (_, claims) => {
    expect(parse({}, claims)).toMatchObject({ kind: "denied", reason: "malformed_token" });
  });

  test("denies a token without iss as one that lacks a claim", () => {
    expect(parse({}, "{}")).toMatchObject({ kind: "denied", reason: "missing_claim" });
  });

  test("denies a payload with padding", () => {
    const payload = `${encode('{"iss":"https://as.example"}')}=`;
    expect(parseUnverifiedJwt({ token: "h.p.s", header: { alg: "ES256" }, payload, signature: "AAAA" })).toMatchObject({
      reason: "malformed_token",
    });
  });
});

describe("the signature's text (RFC 7515 §2)", () => {
  test.each(["AAAA=", "AA+A", "AA/A", "AA A", "AAA\n", "AB", "AAB", "A"])("denies %j", (signature) => {
    expect(parse({}, undefined, signature)).toMatchObject({ kind: "denied", reason: "malformed_token" });
  });
});

describe("what is told of a JWT that is malformed", () => {
  test.each<[object, string]>([
    [{ typ: 1 }, "the header parameter typ is not a string"],
    [{ kid: "" }, "the header parameter kid is not a string with at least one character"],
    [{ crit: ["b64"], b64: false }, "the header demands extensions (crit), and none are supported"],
    [{ b64: false }, "an unencoded payload (b64) is not allowed in a JWT"],
    [{ zip: "DEF" }, "the header parameter zip belongs to encrypted tokens"],
  ])("names the parameter: %j (RFC 7515 §4.1)", (header, detail) => {
    expect(parse(header)).toMatchObject({ detail });
  });

  test.each([
    ["[]", "AAAA", "the claims are not one canonical JSON object"],
    ['{"iss":"https://as.example"}', "AB", "the signature is not canonical base64url"],
    ["{}", "AAAA", "iss is absent"],
    ['{"iss":7}', "AAAA", "iss is 7"],
  ])("names the part, or the claim: %s and %s (RFC 7519 §7.2)", (claims, signature, detail) => {
    expect(parse({}, claims, signature)).toMatchObject({ detail });
  });
});
