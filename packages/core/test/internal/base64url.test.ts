import { describe, expect, test } from "vitest";
import { decodeBase64url, encodeBase64url } from "../../src/internal/base64url.js";

describe("base64url has one spelling (RFC 7515 §2, RFC 4648 §3.5)", () => {
  test.each([
    ["", []],
    ["AA", [0]],
    ["_w", [0xff]],
    ["AAE", [0, 1]],
    ["-_8", [0xfb, 0xff]],
    ["AAEC", [0, 1, 2]],
  ])("decodes %j", (text, bytes) => {
    expect([...(decodeBase64url(text) ?? [])]).toEqual(bytes);
    expect(encodeBase64url(Uint8Array.from(bytes))).toBe(text);
  });

  test.each([
    ["padding", "AA=="],
    ["the alphabet of base64, plus", "+w"],
    ["the alphabet of base64, slash", "/w"],
    ["a space inside", "AA EC"],
    ["a line break at the end", "AAEC\n"],
    ["a length that no bytes have", "AAECA"],
    ["unused bits set, four of them", "AB"],
    ["unused bits set, two of them", "AAF"],
    ["a letter that only looks like A", "АAEC"],
    ["a NUL", "AA\u0000A"],
  ])("refuses %s", (_, text) => {
    expect(decodeBase64url(text)).toBeUndefined();
  });

  test("decodes one spelling of each byte string and none of the others", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("");
    const accepted = alphabet.filter((last) => decodeBase64url(`A${last}`) !== undefined);
    expect(accepted.join("")).toBe("AQgw");
    const acceptedOfThree = alphabet.filter((last) => decodeBase64url(`AA${last}`) !== undefined);
    expect(acceptedOfThree.join("")).toBe("AEIMQUYcgkosw048");
  });
});
