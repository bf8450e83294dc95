import { generateKeyPairSync, webcrypto } from "node:crypto";
import { describe, expect, test } from "vitest";
import { findDecryptionKeyProblems } from "../../src/jwt/decryption-key-problems.js";
import { bytes, createRecipient } from "../support/encryption.js";

const jwkOf = async (alg: string, options = {}) => (await createRecipient(alg, options)).jwk;
const rsa = await jwkOf("RSA-OAEP-256");
const otherPair = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const otherRsa: { readonly [name: string]: unknown } = otherPair.export({ format: "jwk" });
const ec = await jwkOf("ECDH-ES");
const okp = await jwkOf("ECDH-ES", { crv: "X25519" });
const oct = (length: number, alg?: string) => ({ kty: "oct", k: bytes(length), ...(alg === undefined ? {} : { alg }) });
const weak = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
const weakJwk = weak.export({ format: "jwk" });
const { d: _, ...publicEc } = ec;

const { subtle } = webcrypto;
const rsaKeys = (hash: string, modulusLength = 2048, usages: readonly KeyUsage[] = ["decrypt", "encrypt"]) =>
  subtle.generateKey(
    { name: "RSA-OAEP", hash, modulusLength, publicExponent: new Uint8Array([1, 0, 1]) },
    false,
    usages,
  );
const aesKey = (name: string, length: number, usages: readonly KeyUsage[]) =>
  subtle.generateKey({ name, length }, false, usages);
const sha256 = await rsaKeys("SHA-256");
const onP521 = await jwkOf("ECDH-ES+A128KW", { crv: "P-521" });
const sha1 = await rsaKeys("SHA-1");
const unwrapping = await rsaKeys("SHA-256", 2048, ["unwrapKey", "wrapKey"]);
const short = await rsaKeys("SHA-256", 1024);
const wrap128 = await aesKey("AES-KW", 128, ["unwrapKey"]);
const wrap256 = await aesKey("AES-KW", 256, ["unwrapKey"]);
const gcm192 = await aesKey("AES-GCM", 192, ["decrypt"]);
const gcm256 = await aesKey("AES-GCM", 256, ["decrypt"]);
const encrypting = await aesKey("AES-GCM", 256, ["encrypt"]);
const unwrappingGcm = await aesKey("AES-GCM", 256, ["unwrapKey"]);
const x25519 = (await subtle.generateKey("X25519", false, ["deriveBits"])) as CryptoKeyPair;
const ecdh = await subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);

describe("a decryption key", () => {
  test.each<[string, object]>([
    ["an RSA key", { key: rsa }],
    ["an RSA key without alg", { key: { ...rsa, alg: undefined }, algorithm: "RSA-OAEP" }],
    ["an RSA key with the same alg said twice", { key: rsa, algorithm: "RSA-OAEP-256" }],
    ["an RSA key for unwrapping", { key: { ...rsa, key_ops: ["unwrapKey"] } }],
    ...["decrypt", "unwrapKey", "deriveBits", "deriveKey"].map((operation): [string, object] => [
      `a key that may ${operation}, among other things`,
      { key: { ...ec, key_ops: ["encrypt", operation] } },
    ]),
    ["a key on P-256", { key: ec, keyId: "k" }],
    ["a key on P-521", { key: onP521 }],
    ["a key on X25519", { key: okp }],
    ["a shared key for A128KW", { key: oct(16, "A128KW") }],
    ["a shared key for A256KW", { key: oct(32), algorithm: "A256KW" }],
    ["a shared key of 16 bytes for dir", { key: oct(16), algorithm: "dir" }],
    ["a shared key of 32 bytes for dir", { key: oct(32, "dir") }],
    ["a shared key of 64 bytes for dir", { key: oct(64), algorithm: "dir" }],
    ["a shared key for dir that says what it encrypts", { key: oct(32, "A128CBC-HS256"), algorithm: "dir" }],
    ["an RSA CryptoKey", { key: sha256.privateKey, algorithm: "RSA-OAEP-256" }],
    ["an RSA CryptoKey for SHA-1", { key: sha1.privateKey, algorithm: "RSA-OAEP" }],
    ["an ECDH CryptoKey", { key: ecdh.privateKey, algorithm: "ECDH-ES+A256KW" }],
    ["an X25519 CryptoKey", { key: x25519.privateKey, algorithm: "ECDH-ES" }],
    ["an AES-KW CryptoKey", { key: wrap128, algorithm: "A128KW" }],
    ["an AES-GCM CryptoKey", { key: gcm256, algorithm: "dir" }],
  ])("can be %s", (_, given) => {
    expect(findDecryptionKeyProblems(given)).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["a text", "-----BEGIN PRIVATE KEY-----", "must be an object with a key, such as { key: jwk }; PEM text"],
    ["nothing", undefined, "must be an object with a key"],
    ["a JWK itself", rsa, "is the key itself: write { key: ... }"],
    ["a CryptoKey itself", sha256.privateKey, "is the key itself: write { key: ... }"],
    ["no key", {}, "key must be a private or symmetric JWK, or a CryptoKey; PEM text is imported with importPKCS8()"],
    ["PEM text", { key: "-----BEGIN PRIVATE KEY-----" }, "key must be a private or symmetric JWK"],
    [
      "a KeyObject",
      { key: weak, algorithm: "RSA-OAEP" },
      'key is a KeyObject: give its JWK, key.export({ format: "jwk" })',
    ],
    ["an unknown name", { key: rsa, kid: "k" }, 'there is no option "kid" of a decryption key: did you mean keyId?'],
    ["an empty keyId", { key: rsa, keyId: "" }, "keyId must be a text of at least one character"],
    ["an empty kid", { key: { ...rsa, kid: "" } }, "key has a kid that is not a text of at least one character"],
    [
      "no algorithm",
      { key: { ...rsa, alg: undefined } },
      "key comes without an alg: set algorithm, such as RSA-OAEP-256",
    ],
    [
      "an algorithm that is not supported",
      { key: rsa, algorithm: "RSA1_5" },
      "algorithm must be one of dir, RSA-OAEP,",
    ],
    ["a password", { key: oct(16), algorithm: "PBES2-HS256+A128KW" }, "algorithm must be one of"],
    [
      "an alg that is not supported",
      { key: { ...rsa, alg: "RSA1_5" } },
      "key has an alg that is not supported; supported are dir, RSA-OAEP, ",
    ],
    ["an alg for signatures", { key: { ...rsa, alg: "RS256" } }, "key has an alg that is not supported"],
    ["an alg that is a list", { key: { ...rsa, alg: ["dir"] } }, "key has an alg that is not supported"],
    ["two algorithms", { key: rsa, algorithm: "RSA-OAEP" }, "key has another alg than algorithm says"],
    ["a content encryption for alg", { key: oct(32, "A256GCM") }, 'content encryption: set algorithm to "dir"'],
    ["one with another algorithm", { key: oct(32, "A256GCM"), algorithm: "A256KW" }, 'set algorithm to "dir"'],
    ["a key for signatures", { key: { ...rsa, use: "sig" } }, "key is not for encryption (use)"],
    ["a key for encrypting", { key: { ...rsa, key_ops: ["encrypt"] } }, "key is not for decrypting (key_ops)"],
    ["key_ops that are a text", { key: { ...rsa, key_ops: "decrypt" } }, "key is not for decrypting (key_ops)"],
    [
      "a public RSA key",
      { key: { kty: "RSA", n: rsa.n, e: rsa.e, alg: rsa.alg } },
      "key is a public JWK: give the private",
    ],
    ["a public key on a curve", { key: publicEc }, "key is a public JWK: give the private one, which has d"],
    [
      "RSA of 1024 bits",
      { key: weakJwk, algorithm: "RSA-OAEP" },
      "key has an RSA modulus of 1024 bits, and 2048 is the least",
    ],
    [
      "an RSA key without primes",
      { key: { ...rsa, p: undefined } },
      "key has private members that are missing or not whole",
    ],
    [
      "the private members of another RSA key",
      {
        key: {
          ...rsa,
          d: otherRsa["d"],
          p: otherRsa["p"],
          q: otherRsa["q"],
          dp: otherRsa["dp"],
          dq: otherRsa["dq"],
          qi: otherRsa["qi"],
        },
      },
      "key has private members of another key",
    ],
    ...["d", "p", "q", "dp", "dq", "qi"].map((name): [string, unknown, string] => [
      `${name} of another RSA key`,
      { key: { ...rsa, [name]: otherRsa[name] } },
      "key has private members of another key",
    ]),
    ["a public exponent of another RSA key", { key: { ...rsa, e: "Aw" } }, "key has private members of another key"],
    ["the modulus of another RSA key", { key: { ...rsa, n: otherRsa["n"] } }, "key has private members of another key"],
    [
      "an RSA key whose primes are one",
      { key: { ...rsa, p: "AQ", q: rsa["n"] } },
      "key has private members of another key",
    ],
    ["an RSA key of three primes", { key: { ...rsa, oth: [] } }, "key has more than two primes (oth)"],
    ["a private value that is cut short", { key: { ...ec, d: bytes(31) } }, "key has private members that are missing"],
    ["a private value with padding", { key: { ...ec, d: `${ec.d}=` } }, "key has private members that are missing"],
    ["a curve that is not supported", { key: { ...ec, crv: "secp256k1" } }, "key is not whole, or not on P-256"],
    ["a key for Ed25519", { key: { ...okp, crv: "Ed25519" } }, "key is not whole, or not on P-256"],
    ["a key without y", { key: { ...ec, y: undefined } }, "key is not whole, or not on P-256"],
    [
      "a key on a curve for RSA-OAEP",
      { key: { ...ec, alg: "RSA-OAEP" } },
      "key has another key type than algorithm needs: RSA",
    ],
    [
      "an RSA key for ECDH-ES",
      { key: { ...rsa, alg: "ECDH-ES" } },
      "key has another key type than algorithm needs: EC, or OKP",
    ],
    ["an RSA key for dir", { key: { ...rsa, alg: "dir" } }, "key has another key type than algorithm needs: oct"],
    [
      "a k that is no base64url",
      { key: { ...oct(16, "A128KW"), k: "p4ssw%rd" } },
      "key has a k that is not canonical base64url",
    ],
    ["32 bytes for A128KW", { key: oct(32, "A128KW") }, "key has 32 bytes, and algorithm needs 16"],
    [
      "24 bytes for dir",
      { key: oct(24, "dir") },
      'key has 24 bytes, and "dir" needs as many as enc does: 16, 32 or 64',
    ],
    ["no bytes for dir", { key: oct(0, "dir") }, 'key has 0 bytes, and "dir" needs'],
    ["too few bytes for what it encrypts", { key: oct(16, "A256GCM"), algorithm: "dir" }, "key has 16 bytes"],
    ["a CryptoKey without algorithm", { key: sha256.privateKey }, "key comes without an alg: set algorithm"],
    [
      "a public CryptoKey",
      { key: sha256.publicKey, algorithm: "RSA-OAEP-256" },
      "key is a public CryptoKey: give the private",
    ],
    [
      "a CryptoKey for another hash",
      { key: sha256.privateKey, algorithm: "RSA-OAEP" },
      "is a CryptoKey that was not made for",
    ],
    [
      "a CryptoKey of another type",
      { key: ecdh.privateKey, algorithm: "RSA-OAEP" },
      "is a CryptoKey that was not made for",
    ],
    [
      "an RSA CryptoKey for ECDH-ES",
      { key: sha256.privateKey, algorithm: "ECDH-ES" },
      "is a CryptoKey that was not made for",
    ],
    [
      "an AES-KW CryptoKey of another length",
      { key: wrap256, algorithm: "A128KW" },
      "is a CryptoKey that was not made for",
    ],
    [
      "an AES-GCM CryptoKey for key wrap",
      { key: unwrappingGcm, algorithm: "A256KW" },
      "is a CryptoKey that was not made for",
    ],
    ["an AES-GCM CryptoKey of 192 bits", { key: gcm192, algorithm: "dir" }, "is a CryptoKey that was not made for"],
    [
      "an AES-GCM CryptoKey that only encrypts",
      { key: encrypting, algorithm: "dir" },
      "key is a CryptoKey that may not decrypt (usages)",
    ],
    [
      "an RSA CryptoKey that only unwraps",
      { key: unwrapping.privateKey, algorithm: "RSA-OAEP-256" },
      "key is a CryptoKey that may not decrypt (usages)",
    ],
    [
      "an RSA CryptoKey of 1024 bits",
      { key: short.privateKey, algorithm: "RSA-OAEP-256" },
      "key has an RSA modulus of 1024 bits, and 2048 is the least",
    ],
  ])("cannot be %s", (_, given, problem) => {
    expect(findDecryptionKeyProblems(given)).toEqual([expect.stringContaining(problem)]);
  });

  test("is never quoted in what is said of it", () => {
    const secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ";
    const members = {
      kid: secret,
      use: secret,
      alg: secret,
      kty: secret,
      crv: secret,
      k: secret,
      d: secret,
      n: secret,
    };
    for (const kty of ["RSA", "EC", "OKP", "oct", secret]) {
      for (const alg of ["RSA-OAEP", "ECDH-ES", "dir", "A128KW", secret]) {
        for (const use of ["enc", secret]) {
          const problems = findDecryptionKeyProblems({ key: { ...members, kty, alg, use } });
          expect(problems).toHaveLength(1);
          expect(problems[0]).not.toContain(secret);
        }
      }
    }
  });

  test("has all its problems told at once", () => {
    expect(findDecryptionKeyProblems({ key: publicEc, keyId: 1, use: "enc" })).toEqual([
      expect.stringContaining('no option "use"'),
      expect.stringContaining("keyId must be"),
      expect.stringContaining("is a public JWK"),
    ]);
  });
});
