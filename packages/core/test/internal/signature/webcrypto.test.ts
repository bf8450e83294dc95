import { CompactSign, exportJWK } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import { SIGNATURE_ALGORITHMS } from "../../../src/internal/algorithms.js";
import { importSignatureKey, verifySignature } from "../../../src/internal/signature/webcrypto.js";
import { createKeyPair } from "../../support/key-pair.js";

async function sign(alg: string): Promise<{ token: string; jwk: object }> {
  const { privateKey, publicKey } = await createKeyPair(alg);
  const payload = new TextEncoder().encode("{}");
  const token = await new CompactSign(payload).setProtectedHeader({ alg }).sign(privateKey);
  return { token, jwk: await exportJWK(publicKey) };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the signature of a compact JWS (RFC 7515 §5.2)", () => {
  test.each(SIGNATURE_ALGORITHMS.map((alg) => [alg]))("is verified with %s, and only as it was made", async (alg) => {
    const { token, jwk } = await sign(alg);
    const key = await importSignatureKey(jwk, alg);
    expect(await verifySignature(token, alg, key)).toBe(true);
    const [header, , signature] = token.split(".");
    expect(await verifySignature(`${header}.e30x.${signature}`, alg, key)).toBe(false);
  });

  test("of EdDSA and of Ed25519 is verified with the same key (RFC 9864 §2.2)", async () => {
    const { token, jwk } = await sign("EdDSA");
    const key = await importSignatureKey(jwk, "Ed25519");
    expect(await verifySignature(token, "EdDSA", key)).toBe(true);
  });

  test.each(SIGNATURE_ALGORITHMS.map((alg) => [alg]))("has one length and one spelling with %s", async (alg) => {
    const { token, jwk } = await sign(alg);
    const key = await importSignatureKey(jwk, alg);
    const start = token.slice(0, token.lastIndexOf(".") + 1);
    const signature = token.slice(start.length);
    expect(await verifySignature(start + signature, alg, key)).toBe(true);
    for (const other of ["", signature.slice(0, -4), `${signature}AAAA`, `${signature}=`, `+${signature.slice(1)}`]) {
      expect([other, await verifySignature(start + other, alg, key)]).toEqual([other, false]);
    }
  });

  test.each(SIGNATURE_ALGORITHMS)("has its length with %s whatever the platform says", async (alg) => {
    const { token, jwk } = await sign(alg);
    const key = await importSignatureKey(jwk, alg);
    vi.spyOn(crypto.subtle, "verify").mockResolvedValue(true);
    expect(await verifySignature(token, alg, key)).toBe(true);
    expect(await verifySignature(`${token.slice(0, token.lastIndexOf("."))}.AAAA`, alg, key)).toBe(false);
  });

  test("is not judged under another algorithm than the header names", async () => {
    const { token, jwk } = await sign("ES256");
    const key = await importSignatureKey(jwk, "ES256");
    await expect(verifySignature(token, "ES384", key)).rejects.toThrow("alg");
  });

  test("is not judged with a key for another algorithm", async () => {
    const { token } = await sign("ES256");
    const { jwk } = await sign("ES384");
    const key = await importSignatureKey(jwk, "ES384");
    await expect(verifySignature(token, "ES256", key)).rejects.toThrow(TypeError);
  });

  test.each(["ES256", "EdDSA"])("needs a key that is one: %s refuses a point off the curve", async (alg) => {
    const { jwk } = await sign(alg);
    const bad = { ...jwk, x: "A".repeat(43), ...(alg === "ES256" ? {} : { x: "short" }) };
    await expect(importSignatureKey(bad, alg)).rejects.toThrow();
  });
});
