import { createVerifier } from "@ostiary/core";
import { matchers } from "@ostiary/testing/vitest";
import { expect, test } from "vitest";
import { isSignedBy, judgeSignature } from "./support/judge-signature.js";

expect.extend(matchers);

/** RFC 8037 A.2 and A.4. A published key, of which everybody has the private half: it protects nothing. */
const KEY = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
const SIGNATURE = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
const TOKEN = `eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.${SIGNATURE}`;

test("RFC 8037 A.4, A.5 (Ed25519): the signature is verified", async () => {
  expect(isSignedBy(TOKEN, KEY)).toBe(true);
  expect(await judgeSignature(TOKEN, KEY)).toBe("pass");
  expect(await judgeSignature(TOKEN, { ...KEY, alg: "EdDSA", kid: "a" })).toBe("pass");
});

test.each([
  ["R", 0],
  ["R", 31],
  ["S", 32],
  ["S", 63],
])("RFC 8037 A.5: is refused with a bit of %s changed, in byte %i", async (_, index) => {
  const signature = Buffer.from(SIGNATURE, "base64url");
  signature[index]! ^= 1;
  expect(await judgeSignature(withSignature(signature), KEY)).toBe("signature_invalid");
});

test("RFC 8037 A.5: S and the order of the group added to it is refused (RFC 8032 §5.1.7)", async () => {
  const signature = Buffer.from(SIGNATURE, "base64url");
  let carry = 0n;
  for (let index = 0; index < 32; index += 1) {
    const sum = BigInt(signature[32 + index]!) + ((ORDER >> BigInt(8 * index)) & 0xffn) + carry;
    signature[32 + index] = Number(sum & 0xffn);
    carry = sum >> 8n;
  }
  expect(await judgeSignature(TOKEN, KEY)).toBe("pass");
  expect(await judgeSignature(withSignature(signature), KEY)).toBe("signature_invalid");
});

test.each([
  ["an algorithm of the JWK that is for other keys", { ...KEY, alg: "ES256" }],
  ["the curve for key agreement (A.6)", { ...KEY, crv: "X25519" }],
  ["the private half (A.1)", { ...KEY, d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" }],
])("RFC 8037 §2: %s is no key of an issuer", (_, key) => {
  const create = (jwk: object) => createVerifier({ issuer: { issuer: "joe", jwks: { keys: [jwk] } }, audience: "api" });
  expect(() => create(KEY)).not.toThrow();
  expect(() => create(key)).toThrow(/jwks, key 1/);
});

test("RFC 8037 A.4: is refused by the verifier, since what it signs is a text (RFC 7519 §7.2)", async () => {
  const verifier = createVerifier({ issuer: { issuer: "joe", jwks: { keys: [KEY] } }, audience: "api" });
  expect(await verifier.verify(TOKEN).catch((error: unknown) => error)).toBeDenied("malformed_token");
});

function withSignature(signature: Buffer): string {
  return TOKEN.replace(SIGNATURE, signature.toString("base64url"));
}

/** Of the group that signatures are made in (RFC 8032 §5.1). */
const ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
