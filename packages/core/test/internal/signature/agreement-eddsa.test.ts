import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checkJwk } from "../../../src/keys/jwk.js";
import { caseOf, encode, judge, signerOf, signInput, toBytes, toNumber } from "./agreement.js";

describe("both agree on EdDSA (RFC 8032 §5.1.7):", () => {
  const signer = signerOf("EdDSA");
  const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
  const fromLittle = (bytes: Uint8Array): bigint => toNumber(Buffer.from(bytes).toReversed());
  const toLittle = (value: bigint): Buffer => Buffer.from(toBytes(value, 32).toReversed());
  const publicBytes = Buffer.from(String(signer.jwk.x), "base64url");
  const IDENTITY = Buffer.from(`01${"00".repeat(31)}`, "hex");
  const hash = (...parts: Uint8Array[]): bigint =>
    fromLittle(createHash("sha512").update(Buffer.concat(parts)).digest());

  /** The number by which the public key is a multiple of the base point. */
  function secretNumber(): bigint {
    const seed = Buffer.from(String(signer.privateKey.export({ format: "jwk" }).d), "base64url");
    const half = createHash("sha512").update(seed).digest().subarray(0, 32);
    return (fromLittle(half) & ((1n << 254n) - 8n)) | (1n << 254n);
  }

  /** What the owner of the key makes with this R, spelled so, as if it were the identity. */
  const signedWith =
    (first: Uint8Array) =>
    (input: string): Uint8Array => {
      const s = (hash(first, publicBytes, Buffer.from(input)) * secretNumber()) % ORDER;
      return Buffer.concat([first, toLittle(s)]);
    };

  test.each([1n, 2n, 7n])("S with %d times the order added is bad", async (times) => {
    const larger = (input: string): Buffer => {
      const signature = signInput(signer, input);
      return Buffer.concat([signature.subarray(0, 32), toLittle(fromLittle(signature.subarray(32)) + times * ORDER)]);
    };
    expect(await judge(caseOf(signer, larger))).toBe("bad");
  });

  test("S with one of its three highest bits set is bad", async () => {
    for (const bit of [0x20, 0x40, 0x80]) {
      const set = (input: string): Buffer => {
        const signature = signInput(signer, input);
        signature[63] = (signature[63] ?? 0) | bit;
        return signature;
      };
      expect(await judge(caseOf(signer, set))).toBe("bad");
    }
  });

  test("R is compared by its spelling: canonical it is good, any other is bad", async () => {
    expect(await judge(caseOf(signer, signedWith(IDENTITY)))).toBe("good");
    for (const other of [`ee${"ff".repeat(30)}7f`, `01${"00".repeat(30)}80`, `ee${"ff".repeat(31)}`]) {
      expect(await judge(caseOf(signer, signedWith(Buffer.from(other, "hex"))))).toBe("bad");
    }
  });

  test("R of small order, where only its eightfold would fit, is bad", async () => {
    for (const other of [
      `ec${"ff".repeat(30)}7f`,
      "00".repeat(32),
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ]) {
      expect(await judge(caseOf(signer, signedWith(Buffer.from(other, "hex"))))).toBe("bad");
    }
  });

  test("a public key that is no point verifies nothing", async () => {
    const jwk = { ...signer.jwk, x: encode(toLittle(2n)) };
    expect(await judge({ ...caseOf(signer), jwk })).toMatch(/^(bad|refused)$/);
  });

  test("a public key of another length is refused, here and before", async () => {
    for (const bytes of [publicBytes.subarray(1), Buffer.concat([publicBytes, Buffer.alloc(1)])]) {
      const jwk = { ...signer.jwk, x: encode(bytes) };
      expect(await judge({ ...caseOf(signer), jwk })).toBe("refused");
      expect(checkJwk(jwk)).toMatch("32 bytes");
    }
  });
});
