import { describe, expect, test } from "vitest";
import type { SignatureAlgorithm } from "../../../src/internal/algorithms.js";
import { checkJwk } from "../../../src/keys/jwk.js";
import { type Case, caseOf, encode, judge, signerOf, signInput, toBytes, toNumber } from "./agreement.js";

describe.each<SignatureAlgorithm>(["ES256", "ES384", "ES512"])("both agree on %s (RFC 7518 §3.4):", (alg) => {
  const signer = signerOf(alg);
  const order = orderOf(alg);
  const length = { ES256: 32, ES384: 48, ES512: 66 }[alg as "ES256"];
  const numbersOf = (input: string): [bigint, bigint] => {
    const signature = signInput(signer, input);
    return [toNumber(signature.subarray(0, length)), toNumber(signature.subarray(length))];
  };
  const withNumbers = (change: (r: bigint, s: bigint) => [bigint, bigint]): Case =>
    caseOf(signer, (input) => Buffer.concat(change(...numbersOf(input)).map((value) => toBytes(value, length))));

  test("DER in place of the two numbers is bad, padded to the length they have too", async () => {
    const inDer = (input: string): Buffer => signInput(signer, input, { dsaEncoding: "der" });
    expect(await judge(caseOf(signer, inDer))).toBe("bad");
    expect(await judge(caseOf(signer, (input) => inDer(input).subarray(0, 2 * length)))).toBe("bad");
  });

  test.each<[string, (r: bigint, s: bigint) => [bigint, bigint]]>([
    ["r = 0", (_, s) => [0n, s]],
    ["s = 0", (r) => [r, 0n]],
    ["both 0", () => [0n, 0n]],
    ["r = 1, s = 1", () => [1n, 1n]],
    ["r the order", (_, s) => [order, s]],
    ["s the order", (r) => [r, order]],
    ["both the order", () => [order, order]],
    ["r one less than the order", (_, s) => [order - 1n, s]],
    ["r changed for its negative", (r, s) => [order - r, s]],
    ["r above the order, which the curve would reduce", (_, s) => [order + 1n, s]],
    ["s and r changed about", (r, s) => [s, r]],
  ])("%s is bad", async (_, change) => {
    expect(await judge(withNumbers(change))).toBe("bad");
  });

  test("the other of the two s is as good: ECDSA has both, and no rule against it", async () => {
    expect(await judge(withNumbers((r, s) => [r, order - s]))).toBe("good");
  });

  test("an s above the order that stands for a good one is bad, where there is room for it", async () => {
    const above = (_r: bigint, s: bigint): bigint => s + order;
    const fits = (s: bigint): boolean => s < 1n << BigInt(8 * length);
    // Only with P-521 always; elsewhere the nearest number above.
    expect(await judge(withNumbers((r, s) => [r, fits(above(r, s)) ? above(r, s) : order + 1n]))).toBe("bad");
  });

  test("numbers of another length are bad", async () => {
    for (const other of [length - 1, length + 1]) {
      const shortened = (input: string): Buffer =>
        Buffer.concat(numbersOf(input).map((value) => toBytes(value, length + 1).subarray(length + 1 - other)));
      expect([other, await judge(caseOf(signer, shortened))]).toEqual([other, "bad"]);
    }
  });

  test("a point off the curve, at infinity or beyond the field is refused (RFC 7518 §6.2.1)", async () => {
    const { x = "", y = "" } = signer.jwk;
    const zero = encode(Buffer.alloc(length));
    const above = encode(Buffer.alloc(length, 0xff));
    const points: [string, string][] = [
      [y, x],
      [zero, zero],
      [x, zero],
      [above, y],
      [x, above],
      [x, x],
    ];
    for (const [otherX, otherY] of points) {
      expect(await judge({ ...caseOf(signer), jwk: { ...signer.jwk, x: otherX, y: otherY } })).toBe("refused");
    }
  });

  test.each([
    ["x cut short", "x", (value: Buffer) => value.subarray(1)],
    ["y cut short", "y", (value: Buffer) => value.subarray(1)],
    ["a zero before x", "x", (value: Buffer) => Buffer.concat([Buffer.alloc(1), value])],
    ["a zero before y", "y", (value: Buffer) => Buffer.concat([Buffer.alloc(1), value])],
  ])("a key with %s does not come so far", (_, name, change) => {
    const { jwk } = signer;
    const value = Buffer.from(String(jwk[name as "x"]), "base64url");
    expect(checkJwk(jwk)).toBeUndefined();
    expect(checkJwk({ ...jwk, [name]: encode(change(value)) })).toMatch("coordinates");
  });
});

/** The order of the group (SEC 2 §2.4.2, §2.5.1, §2.6.1). */
function orderOf(alg: string): bigint {
  const [high, low] = {
    ES256: ["ffffffff00000000ffffffffffffffff", "bce6faada7179e84f3b9cac2fc632551"],
    ES384: ["f".repeat(48), "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"],
    ES512: [`1${"f".repeat(65)}a`, "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"],
  }[alg as "ES256"];
  return BigInt(`0x${high}${low}`);
}
