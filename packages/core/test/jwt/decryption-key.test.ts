import { webcrypto } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { ConfigurationError } from "../../src/errors.js";
import { importDecryptionKeys } from "../../src/jwt/decrypt-token.js";
import { createDecryptionKey } from "../../src/jwt/decryption-key.js";
import type { EncryptedToken } from "../../src/jwt/encrypted-token.js";
import type { DecryptionKey } from "../../src/options.js";
import { bytes, createRecipient } from "../support/encryption.js";

const create = (given: DecryptionKey) => createDecryptionKey(given, "decryptionKeys, key 1");
const rsa = (await createRecipient("RSA-OAEP-256")).jwk;
const ec = (await createRecipient("ECDH-ES")).jwk;
const okp = (await createRecipient("ECDH-ES", { crv: "X25519" })).jwk;
const shared = (length: number, alg: string) => ({ kty: "oct", k: bytes(length), alg });
const { subtle } = webcrypto;
const ecdh = await subtle.generateKey({ name: "ECDH", namedCurve: "P-384" }, false, ["deriveBits"]);
const x25519 = (await subtle.generateKey({ name: "X25519" }, false, ["deriveBits"])) as CryptoKeyPair;
const aes = await subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["decrypt"]);
const oaep = await subtle.generateKey(
  { name: "RSA-OAEP", hash: "SHA-256", modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]) },
  false,
  ["decrypt"],
);

function tokenWith(members: Partial<EncryptedToken>): EncryptedToken {
  const rest = { token: "", header: {}, kid: undefined, crv: undefined, encryptedKeyBytes: 0 };
  return { kind: "encrypted", alg: "dir", enc: "A256GCM", ...rest, ...members };
}

describe("a key is for tokens", () => {
  test.each<[string, DecryptionKey, Partial<EncryptedToken>, Partial<EncryptedToken>]>([
    ["of its algorithm", { key: shared(16, "A128KW") }, { alg: "A128KW" }, { alg: "A256KW" }],
    [
      "whose encrypted key is as long as its modulus",
      { key: rsa },
      { alg: "RSA-OAEP-256", encryptedKeyBytes: 256 },
      { alg: "RSA-OAEP-256", encryptedKeyBytes: 384 },
    ],
    [
      "so also with a zero before the modulus",
      { key: { ...rsa, n: `AA${rsa.n?.slice(0, 2)}` } },
      { alg: "RSA-OAEP-256", encryptedKeyBytes: 2 },
      { alg: "RSA-OAEP-256", encryptedKeyBytes: 3 },
    ],
    [
      "so also as a CryptoKey",
      { key: oaep.privateKey, algorithm: "RSA-OAEP-256" },
      { alg: "RSA-OAEP-256", encryptedKeyBytes: 384 },
      { alg: "RSA-OAEP-256", encryptedKeyBytes: 256 },
    ],
    ["of its curve", { key: ec }, { alg: "ECDH-ES", crv: "P-256" }, { alg: "ECDH-ES", crv: "P-384" }],
    ["of X25519", { key: okp }, { alg: "ECDH-ES", crv: "X25519" }, { alg: "ECDH-ES", crv: "P-256" }],
    [
      "of its curve, as a CryptoKey",
      { key: ecdh.privateKey, algorithm: "ECDH-ES" },
      { alg: "ECDH-ES", crv: "P-384" },
      { alg: "ECDH-ES", crv: "P-256" },
    ],
    [
      "of X25519, as a CryptoKey",
      { key: x25519.privateKey, algorithm: "ECDH-ES" },
      { alg: "ECDH-ES", crv: "X25519" },
      { alg: "ECDH-ES", crv: "P-256" },
    ],
    ["that need a key of its length", { key: shared(64, "dir") }, { enc: "A256CBC-HS512" }, { enc: "A256GCM" }],
    ["that need 32 bytes: GCM", { key: shared(32, "dir") }, { enc: "A256GCM" }, { enc: "A128GCM" }],
    ["that need 32 bytes: CBC", { key: shared(32, "dir") }, { enc: "A128CBC-HS256" }, { enc: "A256CBC-HS512" }],
    [
      "as its alg says, of those",
      { key: shared(32, "A256GCM"), algorithm: "dir" },
      { enc: "A256GCM" },
      { enc: "A128CBC-HS256" },
    ],
    ["as a CryptoKey is made for", { key: aes, algorithm: "dir" }, { enc: "A256GCM" }, { enc: "A128CBC-HS256" }],
    [
      "of any content encryption, when it is shared for wrapping",
      { key: { ...shared(16, "A128KW"), crv: "x" } },
      { alg: "A128KW", enc: "A256CBC-HS512", encryptedKeyBytes: 72 },
      {},
    ],
  ])("%s", (_, given, fitting, other) => {
    const key = create(given);
    expect([key.fits(tokenWith(fitting)), key.fits(tokenWith(other))]).toEqual([true, false]);
  });
});

describe("a key is imported", () => {
  test("once, when it is first needed", async () => {
    const importKey = vi.spyOn(crypto.subtle, "importKey");
    const key = create({ key: ec });
    expect(importKey).not.toHaveBeenCalled();
    const first = key.import();
    expect(key.import()).toBe(first);
    await first;
    expect(importKey).toHaveBeenCalledTimes(1);
    importKey.mockRestore();
  });

  test("not at all, when it is a CryptoKey", async () => {
    expect(await create({ key: aes, algorithm: "dir" }).import()).toBe(aes);
  });

  test("as it was when the verifier was made, by what makes the key alone", async () => {
    const jwk = { ...ec, key_ops: ["deriveKey"], ext: true };
    const key = create({ key: jwk });
    jwk.d = bytes(32);
    const imported = await key.import();
    expect(imported).toMatchObject({ type: "private", extractable: false, usages: ["deriveBits"] });
  });

  test("or said to be none, without a word of its values", async () => {
    const off = create({ key: { ...ec, x: bytes(32) } });
    const problem =
      "decryptionKeys, key 1: key cannot be imported: its values make no key for ECDH-ES on this platform";
    const failure: unknown = await off.import().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure).toMatchObject({ problems: [problem] });
    expect((failure as Error).cause).toBeUndefined();
    const other = createDecryptionKey({ key: { ...ec, d: bytes(32) } }, "decryptionKeys, key 3");
    await expect(importDecryptionKeys([off, create({ key: rsa }), other])).rejects.toMatchObject({
      problems: [problem, expect.stringContaining("decryptionKeys, key 3")],
    });
    expect(await importDecryptionKeys([create({ key: rsa })])).toBeUndefined();
  });
});
