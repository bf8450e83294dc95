import { describe, expect, test } from "vitest";
import { classifyToken } from "../../src/credentials/token-form.js";
import { type EncryptedParts, parseEncryptedToken } from "../../src/jwt/encrypted-token.js";
import { bytes, createRecipient, withHeader, withPart } from "../support/encryption.js";

const partsOf = (token: string): EncryptedParts => {
  const parts = classifyToken(token);
  if (parts.form !== "encrypted") throw new Error(`the token is ${parts.form}`);
  return parts;
};
const parse = (token: string) => parseEncryptedToken(partsOf(token));

const rsa = await (await createRecipient("RSA-OAEP-256")).encrypt("x");
const wrapped = await (await createRecipient("A128KW", { enc: "A128CBC-HS256" })).encrypt("x");
const agreed = await (await createRecipient("ECDH-ES", { enc: "A256CBC-HS512" })).encrypt("x");
const curved = await (await createRecipient("ECDH-ES+A256KW", { crv: "X25519" })).encrypt("x");
const direct = await (await createRecipient("dir")).encrypt("x");
const epk = { kty: "EC", crv: "P-256", x: bytes(32), y: bytes(32) };

describe("the header and the parts of an encrypted token (RFC 7516 §5.2)", () => {
  test.each([
    ["RSA-OAEP-256", rsa, { alg: "RSA-OAEP-256", enc: "A256GCM", crv: undefined, encryptedKeyBytes: 256 }],
    ["A128KW", wrapped, { alg: "A128KW", enc: "A128CBC-HS256", crv: undefined, encryptedKeyBytes: 40 }],
    ["ECDH-ES", agreed, { alg: "ECDH-ES", enc: "A256CBC-HS512", crv: "P-256", encryptedKeyBytes: 0 }],
    ["ECDH-ES+A256KW on X25519", curved, { alg: "ECDH-ES+A256KW", crv: "X25519", encryptedKeyBytes: 40 }],
    ["dir", direct, { alg: "dir", kid: "e1", encryptedKeyBytes: 0 }],
    ["RSA-OAEP-256 beside an epk, which says nothing then", withHeader(rsa, { epk }), { crv: undefined }],
    ["no kid", withHeader(direct, { kid: undefined }), { kid: undefined }],
    [
      "an epk with a member more (RFC 7518 §4.6.1.1)",
      withHeader(agreed, { epk: { ...epk, kid: "x" } }),
      { crv: "P-256" },
    ],
  ])("are read: %s", (_, token, members) => {
    expect(parse(token)).toMatchObject({ kind: "encrypted", token, ...members });
  });

  test.each([
    ["RSA1_5 (RFC 8725 §3.2)", withHeader(rsa, { alg: "RSA1_5" }), 'its alg is "RSA1_5"; supported are'],
    ["RSA-OAEP-512", withHeader(rsa, { alg: "RSA-OAEP-512" }), "its alg is"],
    ["PBES2 (RFC 8725 §3.13)", withHeader(wrapped, { alg: "PBES2-HS256+A128KW", p2c: 1000 }), "its alg is"],
    ["A192KW", withHeader(wrapped, { alg: "A192KW" }), "its alg is"],
    ["a signature algorithm", withHeader(rsa, { alg: "RS256" }), "its alg is"],
    ["alg none", withHeader(rsa, { alg: "none" }), "its alg is"],
    ["alg in lower case", withHeader(rsa, { alg: "rsa-oaep-256" }), "its alg is"],
    ["the name of a property of all objects", withHeader(rsa, { alg: "toString" }), "its alg is"],
    ["no enc", withHeader(rsa, { enc: undefined }), "its enc is absent; supported are"],
    ["AES with 192 bits", withHeader(rsa, { enc: "A192GCM" }), 'its enc is "A192GCM"'],
    ["an enc that is a list", withHeader(rsa, { enc: ["A256GCM"] }), 'its enc is ["A256GCM"]'],
    ["compression (RFC 8725 §3.6)", withHeader(rsa, { zip: "DEF" }), "it is compressed (zip)"],
    ["compression by null", withHeader(rsa, { zip: null }), "it is compressed (zip)"],
    ["crit", withHeader(rsa, { crit: ["exp"] }), "its header demands extensions (crit)"],
    ["an empty crit", withHeader(rsa, { crit: [] }), "its header demands extensions (crit)"],
    ["a kid that is a number", withHeader(rsa, { kid: 1 }), "its header parameter kid is not a string"],
    ["an empty kid", withHeader(rsa, { kid: "" }), "its header parameter kid is not a string"],
    ["a typ that is a list", withHeader(rsa, { typ: ["JWT"] }), "its header parameter typ is not a string"],
    ["an empty cty", withHeader(rsa, { cty: "" }), "its header parameter cty is not a string"],
  ])("are refused: %s", (_, token, detail) => {
    expect(parse(token)).toMatchObject({ reason: "malformed_token", detail: expect.stringContaining(detail) });
  });

  test.each([
    ["no epk", undefined],
    ["an epk that is a text", "x"],
    ["an epk that is a list", [epk]],
    ["an RSA key for epk", { kty: "RSA", n: bytes(256), e: "AQAB" }],
    ["an epk on secp256k1", { ...epk, crv: "secp256k1" }],
    ["an epk on X448", { kty: "OKP", crv: "X448", x: bytes(56) }],
    ["an epk for signatures", { kty: "OKP", crv: "Ed25519", x: bytes(32) }],
    ["an epk of another type than its curve", { ...epk, kty: "OKP" }],
    ["an epk on X25519 with a short x", { kty: "OKP", crv: "X25519", x: bytes(31) }],
    ["an epk without y", { ...epk, y: undefined }],
    ["an epk with a short x", { ...epk, x: bytes(31) }],
    ["an epk with a long x", { ...epk, x: bytes(33) }],
    ["an epk with padding", { ...epk, x: `${bytes(32)}=` }],
    ["an epk with a private part", { ...epk, d: bytes(32) }],
  ])("are refused: %s (RFC 7518 §4.6.1.1)", (_, epk) => {
    expect(parse(withHeader(agreed, { epk }))).toMatchObject({
      reason: "malformed_token",
      detail: expect.stringContaining("its epk is no public key on a known curve"),
    });
  });

  const part = { key: 1, vector: 2, ciphertext: 3, tag: 4 };
  test.each([
    ["an empty key for RSA", rsa, part.key, "", "its encrypted key"],
    ["an empty key for AES key wrap", wrapped, part.key, "", "its encrypted key"],
    ["a key that is too short for AES key wrap", wrapped, part.key, bytes(24), "its encrypted key"],
    ["a key that is too long for AES key wrap", wrapped, part.key, bytes(48), "its encrypted key"],
    ["a key for dir (RFC 7518 §4.5)", direct, part.key, bytes(32), "its encrypted key"],
    ["a key for ECDH-ES (RFC 7518 §4.6)", agreed, part.key, bytes(40), "its encrypted key"],
    ["no vector", rsa, part.vector, "", "its initialization vector is not 12 bytes"],
    ["a vector of 16 bytes for GCM", rsa, part.vector, bytes(16), "its initialization vector is not 12 bytes"],
    ["a vector of 12 bytes for CBC", wrapped, part.vector, bytes(12), "its initialization vector is not 16 bytes"],
    ["no ciphertext", rsa, part.ciphertext, "", "its ciphertext"],
    ["half a block for CBC", wrapped, part.ciphertext, bytes(24), "its ciphertext"],
    ["no tag", rsa, part.tag, "", "its authentication tag is not 16 bytes"],
    ["half a tag of A256CBC-HS512", agreed, part.tag, bytes(16), "its authentication tag is not 32 bytes"],
    ["too long a tag", rsa, part.tag, bytes(17), "its authentication tag is not 16 bytes"],
    ...Array.from({ length: 15 }, (_, index): [string, string, number, string, string] => [
      `a tag of ${index + 1} bytes for GCM`,
      rsa,
      part.tag,
      bytes(index + 1),
      "its authentication tag is not 16 bytes",
    ]),
  ])("are refused: %s", (_, token, index, text, detail) => {
    expect(parse(withPart(token, index, () => text))).toMatchObject({
      reason: "malformed_token",
      detail: expect.stringContaining(detail),
    });
  });

  test.each(Object.entries(part))("are refused with another spelling of the %s (RFC 4648 §3.5)", (_, index) => {
    const spellings = [
      (text: string) => `${text}=`,
      (text: string) => `${text}!`,
      (text: string) => `${text.slice(0, -1)}/`,
    ];
    for (const respell of [...spellings, (text: string) => `${text.slice(0, -1)} `]) {
      expect(parse(withPart(rsa, index, respell))).toMatchObject({ reason: "malformed_token" });
    }
    // 256, 12, 1 and 16 bytes leave bits over in the last character, but for the second.
    const unused = withPart(rsa, index, (text) => text.slice(0, -1) + nextLetter(text.at(-1) ?? ""));
    expect(parse(unused).kind).toBe(index === part.vector ? "encrypted" : "denied");
  });
});

function nextLetter(letter: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return alphabet[(alphabet.indexOf(letter) + 1) % 64] ?? "";
}
