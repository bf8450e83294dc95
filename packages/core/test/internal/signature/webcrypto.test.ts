import { CompactSign, exportJWK, generateKeyPair } from "jose";
import { describe, expect, test } from "vitest";
import { SIGNATURE_ALGORITHMS } from "../../../src/internal/algorithms.js";
import { importSignatureKey, verifySignature } from "../../../src/internal/signature/webcrypto.js";

async function sign(alg: string): Promise<{ token: string; jwk: object }> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const payload = new TextEncoder().encode("{}");
  const token = await new CompactSign(payload).setProtectedHeader({ alg }).sign(privateKey);
  return { token, jwk: await exportJWK(publicKey) };
}

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
