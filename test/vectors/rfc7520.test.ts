import { constants, createPrivateKey, type JsonWebKey, privateDecrypt } from "node:crypto";
import { createVerifier, type DecryptionKey } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { compactDecrypt, flattenedDecrypt, generalDecrypt, importJWK } from "jose";
import { describe, expect, test } from "vitest";
import { isSignedBy, judgeSignature } from "./support/judge-signature.js";
import { A2_PRIVATE_KEY } from "./support/rfc7515.js";
import * as rfc7516 from "./support/rfc7516.js";
import * as refused from "./support/rfc7520-refused.js";
import * as rfc7520 from "./support/rfc7520.js";

expect.extend(matchers);

const clock = manualClock(rfc7520.NESTED_EXPIRES_AT - 60);

/** What comes of a token for one that trusts the issuer of §6, and holds these keys. */
async function verify(token: string, ...decryptionKeys: readonly DecryptionKey[]): Promise<unknown> {
  const verifier = createVerifier({
    issuer: {
      issuer: "hobbiton.example",
      jwks: { keys: [rfc7520.NESTED_SIGNATURE_KEY, rfc7520.EC_KEY] },
      [dangerouslyAcceptMissingAudience]: true,
    },
    clock,
    ...(decryptionKeys.length > 0 && { decryptionKeys }),
  });
  return verifier.verify(token).catch((error: unknown) => error);
}

const { NESTED_TOKEN, RSA_DECRYPTION_KEY } = rfc7520;
const nestedKey: DecryptionKey = { key: RSA_DECRYPTION_KEY };

describe("RFC 7520 §6 (PS256 within RSA-OAEP and A128GCM)", () => {
  test("is accepted, with the claims of the example (RFC 7519 §7.2)", async () => {
    const claims = {
      iss: "hobbiton.example",
      exp: rfc7520.NESTED_EXPIRES_AT,
      "http://example.com/is_root": true,
    };
    expect(await verify(NESTED_TOKEN, nestedKey)).toMatchObject({ issuer: "hobbiton.example", claims });
  });

  test("is refused without a key, and with another one", async () => {
    expect(await verify(NESTED_TOKEN)).toBeDenied("malformed_token");
    const other = await verify(NESTED_TOKEN, { key: A2_PRIVATE_KEY, algorithm: "RSA-OAEP" });
    expect(other).toBeDenied("malformed_token");
  });

  test.each([0, 1, 2, 3, 4])("is refused when part %i is another (RFC 7516 §5.2)", async (index) => {
    const parts = NESTED_TOKEN.split(".");
    const part = parts[index]!;
    const middle = Math.floor(part.length / 2);
    parts[index] = `${part.slice(0, middle)}${part[middle] === "A" ? "B" : "A"}${part.slice(middle + 1)}`;
    expect(await verify(parts.join("."), nestedKey)).toBeDenied("malformed_token");
  });
});

describe.each([
  ["RFC 7520 §4.1 (RS256)", rfc7520.RS256_TOKEN, rfc7520.RSA_KEY],
  ["RFC 7520 §4.2 (PS384)", rfc7520.PS384_TOKEN, rfc7520.RSA_KEY],
  ["RFC 7520 §4.3 (ES512)", rfc7520.ES512_TOKEN, rfc7520.EC_KEY],
])("%s", (_, token, key) => {
  test("has a signature that is verified, also where another key has the same kid (RFC 7515 §4.1.4)", async () => {
    expect(isSignedBy(token, key)).toBe(true);
    expect(await judgeSignature(token, rfc7520.RSA_KEY, rfc7520.EC_KEY)).toBe("pass");
    const other = token.replace(/.{8}$/, "AAAAAAAA");
    expect(await judgeSignature(other, rfc7520.RSA_KEY, rfc7520.EC_KEY)).toBe("signature_invalid");
  });

  test("is refused by the verifier, since what it signs is a text (RFC 7519 §7.2)", async () => {
    expect(await verify(token)).toBeDenied("malformed_token");
  });
});

test.each([
  ["§4.4 (HS256)", rfc7520.HS256_TOKEN],
  ["§4.5 (detached content)", rfc7520.DETACHED_TOKEN],
  ["§4.6 (flattened, kid unprotected)", rfc7520.FLATTENED_TEXT],
  ["§4.7 (nothing protected)", rfc7520.UNPROTECTED_TEXT],
  ["§4.8 (several signatures)", rfc7520.SEVERAL_SIGNATURES_TEXT],
])("RFC 7520 %s is refused", async (_, token) => {
  expect(await verify(NESTED_TOKEN, nestedKey)).toBeAccepted();
  expect(await verify(token, nestedKey)).toBeDenied("malformed_token");
});

test("RFC 7520 §4.4: the key of HS256 is not taken for one of an issuer (RFC 8725 §3.1)", () => {
  const keys = [rfc7520.RSA_KEY, rfc7520.SECRET_KEY];
  expect(() => createVerifier({ issuer: { issuer: "a", jwks: { keys } }, audience: "b" })).toThrow(/symmetric/);
});

/** Texts that were encrypted: that they are refused for what they are shows that they could be read. */
describe.each<[name: string, token: string, key: DecryptionKey & { key: JsonWebKey }, text: string]>([
  ["RFC 7520 §5.2 (RSA-OAEP, A256GCM)", rfc7520.RSA_OAEP_TOKEN, { key: RSA_DECRYPTION_KEY }, rfc7520.ENCRYPTED_TEXT],
  [
    "RFC 7520 §5.4 (ECDH-ES+A128KW, A128GCM)",
    rfc7520.ECDH_ES_A128KW_TOKEN,
    { key: rfc7520.P384_DECRYPTION_KEY, algorithm: "ECDH-ES+A128KW" },
    rfc7520.ENCRYPTED_TEXT,
  ],
  [
    "RFC 7520 §5.5 (ECDH-ES, A128CBC-HS256)",
    rfc7520.ECDH_ES_TOKEN,
    { key: rfc7520.P256_DECRYPTION_KEY, algorithm: "ECDH-ES" },
    rfc7520.ENCRYPTED_TEXT,
  ],
  [
    "RFC 7520 §5.6 (dir, A128GCM)",
    rfc7520.DIRECT_TOKEN,
    { key: rfc7520.DIRECT_KEY, algorithm: "dir" },
    rfc7520.ENCRYPTED_TEXT,
  ],
  ["RFC 7520 §5.8 (A128KW, A128GCM)", rfc7520.A128KW_TOKEN, { key: rfc7520.WRAPPING_KEY }, rfc7520.ENCRYPTED_TEXT],
  [
    "RFC 7516 A.3 (A128KW, A128CBC-HS256)",
    rfc7516.A3_TOKEN,
    { key: rfc7516.A3_KEY, algorithm: "A128KW" },
    "Live long and prosper.",
  ],
])("%s", (_, token, key, text) => {
  test("is what the example says", async () => {
    const { plaintext } = await compactDecrypt(
      token,
      await importJWK(key.key, key.algorithm ?? String(key.key["alg"])),
    );
    expect(new TextDecoder().decode(plaintext)).toBe(text);
  });

  test("is decrypted, and refused since it holds no signed JWT (RFC 7519 §5.2, RFC 9068 §4)", async () => {
    expect(await verify(token, key)).toMatchObject({ reason: "malformed_token", detail: NO_TOKEN_WITHIN });
  });

  test("is not decrypted when its authentication tag is another (RFC 7516 §5.2)", async () => {
    const other = token.replace(/.{8}$/, "AAAAAAAA");
    expect(await verify(other, key)).toMatchObject({ reason: "malformed_token", detail: UNREADABLE });
  });
});

describe("RFC 7520 §5.1 and §5.3", () => {
  test("§5.1: its key opens it, by RSA1_5", () => {
    const key = createPrivateKey({ format: "jwk", key: refused.FRODOS_KEY });
    const encryptedKey = Buffer.from(refused.RSA1_5_TOKEN.split(".")[1]!, "base64url");
    // With its padding, which is random: what matters stands at the end (RFC 8017 §7.2.1).
    const padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encryptedKey);
    expect(padded.subarray(-32).toString("base64url")).toBe(refused.RSA1_5_CONTENT_KEY);
  });

  test("§5.3: its password opens it, by PBES2", async () => {
    const keyManagementAlgorithms = ["PBES2-HS512+A256KW"];
    const { plaintext } = await compactDecrypt(refused.PBES2_TOKEN, Buffer.from(refused.PASSWORD), {
      keyManagementAlgorithms,
    });
    expect(new TextDecoder().decode(plaintext)).toBe(refused.PBES2_TEXT);
  });
});

test.each<[name: string, why: RegExp, token: string, key: DecryptionKey]>([
  [
    "RFC 7520 §5.1 (RSA1_5)",
    /alg is "RSA1_5"; supported are/,
    refused.RSA1_5_TOKEN,
    { key: refused.FRODOS_KEY, algorithm: "RSA-OAEP" },
  ],
  ["RFC 7520 §5.3 (PBES2)", /alg is "PBES2-HS512\+A256KW"; supported are/, refused.PBES2_TOKEN, nestedKey],
  ["RFC 7520 §5.7 (A256GCMKW)", /alg is "A256GCMKW"; supported are/, rfc7520.A256GCMKW_TOKEN, nestedKey],
  ["RFC 7520 §5.9 (zip)", /compressed \(zip\)/, rfc7520.COMPRESSED_TOKEN, { key: rfc7520.WRAPPING_KEY }],
  ["RFC 7519 A.1 (RSA1_5)", /alg is "RSA1_5"; supported are/, rfc7516.RSA1_5_TOKEN, nestedKey],
])("%s is refused by its header, and no key is tried", async (_, detail, token, key) => {
  expect(await verify(rfc7520.A128KW_TOKEN, { key: rfc7520.WRAPPING_KEY })).toMatchObject({ detail: NO_TOKEN_WITHIN });
  expect(await verify(token, key)).toMatchObject({ reason: "malformed_token", detail: expect.stringMatching(detail) });
});

describe.each(refused.IN_JSON)("RFC 7520 %s", (_, message) => {
  test("is what the example says", async () => {
    const [wrapping, agreement] = [rfc7520.WRAPPING_KEY, rfc7520.P384_DECRYPTION_KEY];
    const toKey = ({ kid }: { kid?: string }) =>
      kid === agreement["kid"] ? importJWK(agreement, "ECDH-ES+A256KW") : importJWK(wrapping, "A128KW");
    const { plaintext } =
      "recipients" in message
        ? await generalDecrypt(message, (_protected, { header, unprotected }) => toKey({ ...header, ...unprotected }))
        : await flattenedDecrypt(message, await importJWK(wrapping, "A128KW"));
    expect(new TextDecoder().decode(plaintext)).toBe(rfc7520.ENCRYPTED_TEXT);
  });

  test("is refused, since only the compact serialization is a JWT (RFC 7519 §1)", async () => {
    const keys = [
      { key: rfc7520.WRAPPING_KEY },
      { key: rfc7520.P384_DECRYPTION_KEY, algorithm: "ECDH-ES+A256KW" as const },
    ];
    expect(await verify(rfc7520.A128KW_TOKEN, ...keys)).toMatchObject({ detail: NO_TOKEN_WITHIN });
    const text = JSON.stringify(message);
    for (const token of [text, Buffer.from(text).toString("base64url")]) {
      const outcome = await verify(token, ...keys);
      expect(outcome).toBeDenied("malformed_token");
      expect(outcome).not.toMatchObject({ detail: NO_TOKEN_WITHIN });
    }
  });

  test("is refused with its parts in a row (RFC 7516 §7.1)", async () => {
    const { protected: header = "", iv = "", ciphertext, tag = "" } = message;
    const recipients = "recipients" in message ? message.recipients : [message];
    for (const { encrypted_key = "" } of recipients) {
      const token = [header, encrypted_key, iv, ciphertext, tag].join(".");
      const outcome = await verify(token, { key: rfc7520.WRAPPING_KEY }, nestedKey);
      expect(outcome).toBeDenied("malformed_token");
      expect(outcome).not.toMatchObject({ detail: NO_TOKEN_WITHIN });
    }
  });
});

const NO_TOKEN_WITHIN: unknown = expect.stringContaining("what is in it is no signed JWT");
const UNREADABLE: unknown = expect.stringContaining("it cannot be decrypted");
