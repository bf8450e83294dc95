// The cases that the Wycheproof vectors for JWS (json_web_signature_test.json) have for what is supported here. Signatures and
// keys of ES256 and of the group "use and key_ops" are theirs, published; what they change in a good token is made anew here.
import { createHash, createPrivateKey, type JsonWebKey } from "node:crypto";
import { createStaticKeySource, createVerifier } from "@ostiary/core";
import { matchers } from "@ostiary/testing/vitest";
import { describe, expect, test } from "vitest";
import { isSignedBy, judgeSignature } from "./support/judge-signature.js";
import { encodeRight, signPadded, wrongPaddings } from "./support/padding.js";
import { A2_KEY, A2_PRIVATE_KEY } from "./support/rfc7515.js";

expect.extend(matchers);

const EC_KEY = {
  kty: "EC",
  kid: "kid-ec-sign",
  use: "sig",
  alg: "ES256",
  crv: "P-256",
  x: "04N0xi21hshyvBp7I167sbE_bXqyqkAPfefdklMO7wY",
  y: "UI8exy-C06a7DUnjIdENkxeFtHM4-l_41LqEw9nVgmw",
};
const RSA_KEY = {
  kty: "RSA",
  kid: "kid-rsa-sign",
  use: "sig",
  alg: "RS256",
  n:
    "kqGboBfAWttWPCA-0cGRgsY6SaYoIARt0B_PkaEcIq9HPYNdu9n6UuWHuuTHrjF_ZoQW97r5HaAorNvrMEGTGdxCHZdEtkHvNVVmrtxTBLiQCbCozXhF" +
    "oIrVcr3qUBrdGnNn_M3jJi7Wg7p_-x62nS5gNG875oyheRkutHsQXikFZwsN3q_TsPNOVlCiHy8mxzaFTUQGm-X8UYexFyAivlDSjgDJLAZSWfxd7k9G" +
    "xuwa3AUfQqQcVcegmgKGCaErQ3qQbh1x7WB6iopE3_-GZ8HMAVtR9AmrVscqYsnjhaCehfAI0iKKs8zXr8tISc0ORbaalrkk03H1ZrsEnDKEWQ",
  e: "AQAB",
};
const EC_HEADER = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0";
const EC_SIGNATURE = "5cA0OHyMP7ezamUd5c9kV-FrGxdx4hbGXOdplQkutrqWrte5P-pAvsE3Ve6xSyU3YDQwUHjVVOtvcrEbbnZ8yA";
const EC_TOKEN = `${EC_HEADER}.Zm9v.${EC_SIGNATURE}`;
const RSA_HEADER = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImtpZC1yc2Etc2lnbiJ9";
const RSA_SIGNATURE =
  "HUwxI1-cZrZgcuOgBQ7G7NE-GrqK79l6GV1KT4DKXnSMFwC8pfZCzE7pmLE7mYpLCIvzC87yuOjuhT0uW5oe6aaAEtR978cm-q8dfly45flqMrd_ifhi" +
  "9GCsMlyi8dpQ42Ou1etZljFZuWjfyk8CN1c5DaHRwhqjScAPIFp6xmzKIRUJ_xdQfUSfSlujLaixtScU518EoNP4oo1v7E8RAz6ZO4g2N4Xqs8OvSxYy" +
  "dcoTEg42QnLHe9JnXgI37Q5gSwinwaPsG3Ry56UYiLoL8mCUa74S51y02VsIgVmmGWgaXjM-i_lCiKQDBiBnvWlka4XhVuvd6ZWibM9cbCPtPg";
const RSA_TOKEN = `${RSA_HEADER}.Zm9v.${RSA_SIGNATURE}`;

describe.each([
  ["ES256 (18 to 30)", EC_TOKEN, EC_KEY, "eyJhbGciOiJFUzI1NiIsImtpZCI6IlhpZC1lYy1zaWduIn0"],
  ["RS256 (33 to 45)", RSA_TOKEN, RSA_KEY, "eyJhbGciOiJSUzI1NiIsImtpZCI6IlhpZC1yc2Etc2lnbiJ9"],
])("%s", (_, token, key, otherHeader) => {
  const [header, payload, signature] = token.split(".") as [string, string, string];

  test("acceptsValid", async () => {
    expect(isSignedBy(token, key)).toBe(true);
    expect(await judgeSignature(token, key)).toBe("pass");
  });

  test.each([
    ["rejectsModifiedSignature", `${header}.${payload}.X${signature.slice(1)}`, "signature_invalid"],
    ["rejectsMissingSignature", `${header}.${payload}.`, "signature_invalid"],
    ["rejectsMissingSignatureAndSeparator", `${header}.${payload}`, "malformed_token"],
    ["rejectsModifiedPayload", `${header}.WG9v.${signature}`, "signature_invalid"],
    ["rejectsMissingPayload", `${header}..${signature}`, "signature_invalid"],
    ["rejectsMissingPayloadAndSeparator", `${header}.${signature}`, "malformed_token"],
    ["rejectsModifiedHeader", `${otherHeader}.${payload}.${signature}`, "no_matching_key"],
    ["rejectsMissingHeader", `.${payload}.${signature}`, "malformed_token"],
    ["rejectsMissingHeaderAndSeparator", `${payload}.${signature}`, "malformed_token"],
    ["rejectsMissingHeaderAndSignature", `.${payload}.`, "malformed_token"],
    ["rejectsMissingHeaderSignatureAndSeparators", payload, "malformed_token"],
    ["rejectsEmptyString", "", "malformed_token"],
    ["rejectsExtraEmptyComponent", `${token}.`, "malformed_token"],
    ["rejectsExtraComponent", `${token}.foo`, "malformed_token"],
    ["rejectsSpacesInSignature", `${header}.${payload}.    ${signature}`, "malformed_token"],
    ["rejectsInvalidCharacterInsertedInSignature", `${header}.${payload}.?${signature}`, "malformed_token"],
    ["invalidCharacterAppendedToSignature", `${token}?`, "malformed_token"],
    ["spacesInHeader", `${header}    .${payload}.${signature}`, "malformed_token"],
    ["invalidCharactersInHeader", `${header}####.${payload}.${signature}`, "malformed_token"],
    ["spacesInPayload", `${header}.    ${payload}.${signature}`, "malformed_token"],
    ["InvalidCharacterInsertedInPayload", `${header}.${payload}?.${signature}`, "malformed_token"],
    ["ModifiedUnusedBitsInPayload", `${header}.AB.${signature}`, "malformed_token"],
    [
      "rejectsValidJsonSerialization",
      JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
      "malformed_token",
    ],
  ])("%s", async (__, changed, reason) => {
    expect(await judgeSignature(changed, key)).toBe(reason);
    // The same through the whole verifier, which stops at the text that is signed if at nothing before.
    const verifier = createVerifier({ issuer: { issuer: "a", jwks: { keys: [key] } }, audience: "b" });
    const answer: unknown = await verifier.verify(changed).catch((error: unknown) => error);
    expect(answer).toBeDenied("malformed_token");
  });

  test.each([
    ["rejectWrongUse (353, 354)", { use: "enc", alg: undefined }],
    ["rejectWrongKeyOps (355, 356)", { use: undefined, alg: undefined, key_ops: ["encrypt"] }],
  ])("%s", async (__, changes) => {
    const other = JSON.parse(JSON.stringify({ ...key, ...changes })) as object;
    await expect(createStaticKeySource({ keys: [key] })).resolves.toBeDefined();
    await expect(createStaticKeySource({ keys: [other] })).rejects.toThrow(
      /no key for signatures|is not for verifying/,
    );
  });
});

test("rejectsAttackerProvidedEmbeddedJwk (32)", async () => {
  const header =
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIiwiandrIjp7Imt0eSI6IkVDIiwia2lkIjoia2lkLWVjLXNpZ24iLCJ1c2UiOiJzaWciLCJh" +
    "bGciOiJFUzI1NiIsIngiOiJNZG5UWkRJaERKYmZBU2RGcWFtY3BPMkNoOUdOS0sybTBNUWxoNDAyU3BvIiwieSI6Ijdhdko0bHFfV3l4LW5MUERCUTJZ" +
    "cHl0dUh5TWlvMDdCVXl2bDNqYUMtMVkiLCJjcnYiOiJQLTI1NiJ9fQ";
  const token = `${header}.Zm9v.4jmsollQD8ZxvySzXYnIEYA4fwaZi2ZbC0aI1J4LYmW2Bn31NhKdjms2N6o51Dff5-InWXQF9m45VtTexl6yjg`;
  const { jwk } = JSON.parse(Buffer.from(header, "base64url").toString()) as { readonly jwk: JsonWebKey };
  expect(isSignedBy(token, jwk)).toBe(true);
  expect(await judgeSignature(token, EC_KEY)).toBe("signature_invalid");
});

test("rejectsSymmetryConfusionAttacks_aesKeyFromEcVerificationKeyBytes (31)", async () => {
  const signature = "TgWtz2FIRukBQ_mA5sgHa0Ybtgn7bl-YBPAi7Z0XdHU";
  const header = "eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0";
  expect(await judgeSignature(EC_TOKEN, EC_KEY)).toBe("pass");
  expect(await judgeSignature(`${header}.Zm9v.${signature}`, EC_KEY)).toBe("no_matching_key");
});

describe("SpecialCaseEs256 (378 to 401)", () => {
  const whole = Buffer.from(EC_SIGNATURE, "base64url").toString("hex");
  const [r, s] = [BigInt(`0x${whole.slice(0, 64)}`), BigInt(`0x${whole.slice(64)}`)];
  const judge = (...numbers: readonly (readonly [value: bigint, bytes: number])[]) => {
    const hex = numbers.map(([value, bytes]) => value.toString(16).padStart(2 * bytes, "0")).join("");
    return judgeSignature(`${EC_HEADER}.Zm9v.${Buffer.from(hex, "hex").toString("base64url")}`, EC_KEY);
  };

  test("valid, with s and with the order less s, which no RFC forbids", async () => {
    expect(await judge([r, 32], [s, 32])).toBe("pass");
    expect(await judge([r, 32], [ORDER - s, 32])).toBe("pass");
  });

  test.each([
    ["SignatureTooLong", [r, 33], [s, 33]],
    ["TrailingZeros", [r, 32], [s << 8n, 33]],
    ["RisTooBig", [r + ORDER, 33], [s, 33]],
    ["SisTooBig", [r, 33], [s + ORDER, 33]],
    ["IntegerOverflow of r", [r + 2n ** 256n, 33], [s, 33]],
    ["IntegerOverflow of s", [r, 33], [s + 2n ** 256n, 33]],
    ["BufferOverflow", [r, 256], [s, 256]],
  ] as const)("%s", async (_, first, second) => {
    expect(await judge([r, 32], [s, 32])).toBe("pass");
    expect(await judge(first, second)).toBe("signature_invalid");
  });

  const edges = { Zero: 0n, One: 1n, Nminus1: ORDER - 1n, N: ORDER };
  const pairs = Object.entries(edges).flatMap((first) =>
    Object.entries(edges).map((second) => [first, second] as const),
  );

  test.each(pairs.map(([[rName, rValue], [sName, sValue]]) => [rName, sName, rValue, sValue] as const))(
    "rIs%s_sIs%s",
    async (_, __, rValue, sValue) => {
      expect(await judge([r, 32], [s, 32])).toBe("pass");
      expect(await judge([rValue, 32], [sValue, 32])).toBe("signature_invalid");
    },
  );
});

describe("ModifiedPadding of RS256, with the key of RFC 7515 A.2", () => {
  const privateKey = createPrivateKey({ key: A2_PRIVATE_KEY, format: "jwk" });
  const input = `${Buffer.from('{"alg":"RS256"}').toString("base64url")}.Zm9v`;
  const hash = createHash("sha256").update(input).digest();
  const judge = (encoded: Buffer) =>
    judgeSignature(`${input}.${signPadded(encoded, privateKey).toString("base64url")}`, A2_KEY);

  test("the one right padding is accepted (RFC 8017 §9.2)", async () => {
    expect(await judge(encodeRight(hash, 256))).toBe("pass");
  });

  test.each(wrongPaddings.map(({ title, encode }) => [title, encode] as const))("%s is refused", async (_, encode) => {
    const encoded = encode(hash, 256);
    expect(encoded).toHaveLength(256);
    expect(encoded).not.toEqual(encodeRight(hash, 256));
    expect(await judge(encoded)).toBe("signature_invalid");
  });
});

/** Of the points of P-256. */
const ORDER = 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n;
