import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createVerifier, type DecryptionKey } from "@ostiary/core";
import { compactDecrypt, decodeProtectedHeader, importJWK } from "jose";
import { describe, expect, test } from "vitest";
import { encryptToken } from "../../src/dialects/encrypt-token.js";
import { createTestIssuer } from "../../src/index.js";
import { matchers } from "../../src/vitest.js";

expect.extend(matchers);

const shared = (bytes: number): object => ({ kty: "oct", k: randomBytes(bytes).toString("base64url") });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

test.each<{ name: string; encryptTo: DecryptionKey; header: object }>([
  { name: "dir", encryptTo: { key: shared(64), algorithm: "dir" }, header: { alg: "dir" } },
  { name: "A128KW", encryptTo: { key: shared(16), algorithm: "A128KW" }, header: { alg: "A128KW" } },
  {
    name: "A256KW",
    encryptTo: { key: { ...shared(32), alg: "A256KW", kid: "k1" } },
    header: { alg: "A256KW", kid: "k1" },
  },
  { name: "RSA-OAEP", encryptTo: { key: rsa, algorithm: "RSA-OAEP" }, header: { alg: "RSA-OAEP" } },
  {
    name: "RSA-OAEP-256",
    encryptTo: { key: rsa, algorithm: "RSA-OAEP-256", keyId: "k2" },
    header: { alg: "RSA-OAEP-256", kid: "k2" },
  },
])("what is encrypted for $name can be decrypted (RFC 7516 §5.1)", async ({ encryptTo, header }) => {
  const token = encryptToken("a.b.c", encryptTo);
  const key = await importJWK(encryptTo.key, (header as { alg: string }).alg);
  expect(decodeProtectedHeader(token)).toEqual({ ...header, enc: "A256CBC-HS512", cty: "JWT" });
  const { plaintext } = await compactDecrypt(token, key);
  expect(new TextDecoder().decode(plaintext)).toBe("a.b.c");
});

test.each<[string, DecryptionKey]>([
  ["an algorithm that is not known", { key: { kty: "EC" }, algorithm: "ECDH-ES" }],
  ["a key of another length", { key: shared(32), algorithm: "dir" }],
])("%s is refused", (_, encryptTo) => {
  expect(() => encryptToken("a.b.c", encryptTo)).toThrow("A test issuer cannot encrypt");
});

describe("like openiddict, whose access tokens are encrypted", async () => {
  const as = await createTestIssuer({ like: "openiddict" });
  const verifier = createVerifier(as.verifierOptions());

  test("they are, and ID tokens are not", async () => {
    expect(as.issue().split(".")).toHaveLength(5);
    expect(as.issueIdToken().split(".")).toHaveLength(3);
    expect(as.issueRefreshToken().split(".")).toHaveLength(5);
    expect(await verifier.verify(as.issue())).toBeAccepted();
  });

  test("wrong ones are wrong inside (RFC 9068 §4)", async () => {
    await expect(verifier.verify(as.issueTampered())).rejects.toBeDenied("signature_invalid");
    await expect(verifier.verify(as.issueUnsigned())).rejects.toBeDenied("algorithm_not_allowed");
    await expect(verifier.verify(as.issueHmacWithPublicKey())).rejects.toBeDenied("algorithm_not_allowed");
    await expect(verifier.verify(as.issueExpired())).rejects.toBeDenied("token_expired");
  });
});
