import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SIGNATURE_ALGORITHMS } from "../../../src/internal/algorithms.js";
import { type Case, caseOf, encode, judge, signerOf, strangerOf } from "./agreement.js";

const without = (bytes: Uint8Array, from: number, to?: number): Buffer => Buffer.from(bytes).subarray(from, to);

describe.each(SIGNATURE_ALGORITHMS)("both ways to check a signature agree on %s:", (alg) => {
  const signer = signerOf(alg);
  const good = caseOf(signer);
  const start = good.token.slice(0, good.token.lastIndexOf(".") + 1);
  const bytes = Buffer.from(good.token.slice(start.length), "base64url");
  const withSignature = (other: Uint8Array): Case => ({ ...good, token: start + encode(other) });

  test("one that was made as it should be is good", async () => {
    expect(await judge(good)).toBe("good");
  });

  test.each<[string, Uint8Array]>([
    ["nothing", Buffer.alloc(0)],
    ["zeros", Buffer.alloc(bytes.length)],
    ["all bits set", Buffer.alloc(bytes.length, 0xff)],
    ["the first byte left out", without(bytes, 1)],
    ["the last byte left out", without(bytes, 0, -1)],
    ["half of it", without(bytes, 0, bytes.length / 2)],
    ["a zero before it", Buffer.concat([Buffer.alloc(1), bytes])],
    ["a zero after it", Buffer.concat([bytes, Buffer.alloc(1)])],
    ["twice", Buffer.concat([bytes, bytes])],
    [
      "its halves changed about",
      Buffer.concat([bytes.subarray(bytes.length / 2), bytes.subarray(0, bytes.length / 2)]),
    ],
    ["its bytes reversed", Buffer.from(bytes).toReversed()],
  ])("%s is bad (RFC 7518 §3)", async (_, other) => {
    expect(await judge(withSignature(other))).toBe("bad");
  });

  test("that of another key is bad", async () => {
    expect(await judge({ ...good, jwk: strangerOf(alg).jwk })).toBe("bad");
  });

  test("a key of another algorithm is refused, or its signature bad", async () => {
    for (const other of SIGNATURE_ALGORITHMS.filter((each) => each !== alg)) {
      const { jwk } = strangerOf(other);
      const fits = jwk.kty === signer.jwk.kty && jwk.crv === signer.jwk.crv;
      expect([other, await judge({ ...good, jwk })]).toEqual([other, fits ? "bad" : "refused"]);
    }
  });

  test("one bit makes it bad, wherever it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const other = Buffer.from(bytes);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(await judge(withSignature(other))).toBe("bad");
      }),
      { numRuns: 12 },
    );
  });

  test("bytes of any length are never good", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: bytes.length + 8 }), async (other) => {
        expect(await judge(withSignature(other))).toBe("bad");
      }),
      { numRuns: 12 },
    );
  });

  test("another payload makes it bad", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (payload) => {
        fc.pre(Buffer.from(payload).toString() !== "{}");
        const token = `${start.split(".")[0]}.${encode(payload)}.${encode(bytes)}`;
        expect(await judge({ ...good, token })).toBe("bad");
      }),
      { numRuns: 8 },
    );
  });
});
