import { constants, generateKeyPairSync, sign } from "node:crypto";
import type { JWK } from "jose";
import { describe, expect, test } from "vitest";
import type { SignatureAlgorithm } from "../../../src/internal/algorithms.js";
import { checkJwk } from "../../../src/keys/jwk.js";
import {
  type Case,
  caseOf,
  encode,
  hashOf,
  inputFor,
  judge,
  optionsOf,
  signerOf,
  signInput,
  toBytes,
  toNumber,
} from "./agreement.js";

describe.each<SignatureAlgorithm>(["RS256", "RS512", "PS256", "PS384", "PS512"])(
  "both agree on %s (RFC 8017 §8):",
  (alg) => {
    const signer = signerOf(alg);
    const modulus = toNumber(Buffer.from(String(signer.jwk.n), "base64url"));
    const withNumber = (value: bigint): Case => caseOf(signer, () => toBytes(value, 256));

    test("the other padding is bad (RFC 7518 §3.3, §3.5)", async () => {
      const other = alg.startsWith("PS")
        ? { padding: constants.RSA_PKCS1_PADDING, saltLength: undefined }
        : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
      expect(await judge(caseOf(signer, (input) => signInput(signer, input, other)))).toBe("bad");
    });

    test("another digest is bad", async () => {
      for (const hash of ["sha1", "sha224", "sha256", "sha384", "sha512"].filter((name) => name !== hashOf(alg))) {
        const signature = (input: string): Buffer =>
          sign(hash, Buffer.from(input), { key: signer.privateKey, ...optionsOf(alg) });
        expect([hash, await judge(caseOf(signer, signature))]).toEqual([hash, "bad"]);
      }
    });

    test("0, 1 and the neighbours of the modulus are bad", async () => {
      for (const value of [0n, 1n, modulus - 1n, modulus, modulus + 1n]) {
        expect(await judge(withNumber(value))).toBe("bad");
      }
    });

    test("a number above the modulus that stands for a good one is bad (RFC 8017 §5.2.2)", async () => {
      const limit = 1n << 2048n;
      for (let at = 0; ; at += 1) {
        const input = inputFor(alg, `{"n":${at}}`);
        const value = toNumber(signInput(signer, input)) + modulus;
        if (value >= limit) continue;
        const { jwk } = signer;
        expect(await judge({ alg, jwk, token: `${input}.${encode(toBytes(value - modulus, 256))}` })).toBe("good");
        return expect(await judge({ alg, jwk, token: `${input}.${encode(toBytes(value, 256))}` })).toBe("bad");
      }
    });

    test("a short modulus is refused, here and before", async () => {
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
      const weak = { alg, privateKey, jwk: publicKey.export({ format: "jwk" }) as JWK };
      if (alg !== "PS512") expect(await judge(caseOf(weak))).toBe("refused");
      expect(checkJwk(weak.jwk)).toMatch("2048 is the least");
    });
  },
);

test.each<SignatureAlgorithm>(["PS256", "PS384", "PS512"])(
  "both agree on %s: a salt of another length than the digest is bad (RFC 7518 §3.5)",
  async (alg) => {
    const digestBytes = Number(alg.slice(2)) / 8;
    for (const saltLength of [0, 1, 20, digestBytes - 1, digestBytes + 1, 256 - digestBytes - 2]) {
      const signed = caseOf(signerOf(alg), (input) => signInput(signerOf(alg), input, { saltLength }));
      expect([saltLength, await judge(signed)]).toEqual([saltLength, "bad"]);
    }
  },
);
