import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { areOfOneKey } from "../../src/jwt/rsa-private-members.js";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk: { readonly [name: string]: unknown } = pair.privateKey.export({ format: "jwk" });
const NAMES = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];

describe("the private members of an RSA key (RFC 8017 §3.2)", () => {
  test("are those of its modulus and exponent", () => {
    expect(areOfOneKey(jwk)).toBe(true);
  });

  test.each(NAMES)("are not of one key without %s, or with one that is no number", (name) => {
    for (const value of [undefined, null, 7, "", "=", "AQ=="]) {
      expect(areOfOneKey({ ...jwk, [name]: value })).toBe(false);
    }
  });

  test.each([
    ["p", "q"],
    ["q", "p"],
  ])("are not of one key where %s is everything and %s is one", (all, one) => {
    expect(areOfOneKey({ ...jwk, [all]: jwk["n"], [one]: "AQ" })).toBe(false);
  });
});
