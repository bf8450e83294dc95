import type { JWK } from "jose";
import { describe, expect, test, vi } from "vitest";
import { classifyToken } from "../../src/credentials/token-form.js";
import { UnavailableError } from "../../src/errors.js";
import { encodeBase64url } from "../../src/internal/base64url.js";
import { decryptToken } from "../../src/jwt/decrypt-token.js";
import { createDecryptionKey, type KnownDecryptionKey } from "../../src/jwt/decryption-key.js";
import type { DecryptionKey } from "../../src/options.js";
import { bytes, createRecipient, type Recipient, withHeader, withPart } from "../support/encryption.js";
import { createSigner } from "../support/issuer.js";

const signer = await createSigner();
const signed = await signer.sign();
const recipient = await createRecipient();
const other = await createRecipient("ECDH-ES", { kid: "e2" });
const rsa = await createRecipient("RSA-OAEP-256");

const keysOf = (...given: readonly DecryptionKey[]): readonly KnownDecryptionKey[] =>
  given.map((key, index) => createDecryptionKey(key, `decryptionKeys, key ${index + 1}`));

async function decrypt(token: string, keys: readonly KnownDecryptionKey[] = keysOf({ key: recipient.jwk })) {
  const parts = classifyToken(token);
  if (parts.form !== "encrypted") throw new Error(`the token is ${parts.form}`);
  return decryptToken(parts, keys);
}

const curveOf = ({ kty, crv, x, y, d }: JWK): JsonWebKey => ({ kty, crv, x, y, d }) as JsonWebKey;
const unnamed = ({ jwk: { kid: _, ...rest } }: Recipient) => rest;

describe("an encrypted token (RFC 7516 §5.2)", () => {
  test.each([
    ["ECDH-ES", "A128GCM", undefined],
    ["ECDH-ES", "A256CBC-HS512", "P-384"],
    ["ECDH-ES", "A256GCM", "X25519"],
    ["ECDH-ES+A128KW", "A128CBC-HS256", "P-521"],
    ["ECDH-ES+A256KW", "A256GCM", "X25519"],
    ["RSA-OAEP", "A256CBC-HS512", undefined],
    ["RSA-OAEP-256", "A256GCM", undefined],
    ["A128KW", "A128CBC-HS256", undefined],
    ["A256KW", "A256CBC-HS512", undefined],
    ["dir", "A128GCM", undefined],
    ["dir", "A256GCM", undefined],
    ["dir", "A128CBC-HS256", undefined],
    ["dir", "A256CBC-HS512", undefined],
  ])("by %s and %s (curve %s) holds the signed token, which is not verified by that", async (alg, enc, crv) => {
    const to = await createRecipient(alg, { enc, ...(crv === undefined ? {} : { crv }) });
    expect(await decrypt(await to.encrypt(signed), keysOf({ key: to.jwk }))).toEqual(classifyToken(signed));
  });

  test("can be decrypted by a CryptoKey that unwraps keys (RFC 7518 §4.4)", async () => {
    const to = await createRecipient("A128KW");
    const { kty, k } = to.jwk as JsonWebKey;
    const imported = await crypto.subtle.importKey("jwk", { kty, k } as JsonWebKey, "AES-KW", false, ["unwrapKey"]);
    const keys = keysOf({ key: imported, algorithm: "A128KW", keyId: to.jwk.kid ?? "" });
    expect(await decrypt(await to.encrypt(signed), keys)).toEqual(classifyToken(signed));
  });

  test.each([
    ["alg", { alg: "RSA1_5" }, 'its alg is "RSA1_5"; supported are'],
    ["kid", { kid: "stranger" }, 'alg ECDH-ES, enc A256GCM, kid "stranger": none of decryptionKeys is for that'],
    ["no kid", { kid: undefined, alg: "dir" }, "alg dir, enc A256GCM, no kid: none of decryptionKeys is for that"],
  ])("that is for no key of ours is told by what its header says: %s", async (_, header, detail) => {
    expect(await decrypt(withHeader(await recipient.encrypt(signed), header))).toMatchObject({
      reason: "malformed_token",
      detail: expect.stringContaining(detail) as string,
    });
  });

  test("can be decrypted by a CryptoKey", async () => {
    const usages: readonly KeyUsage[] = ["deriveBits"];
    const imported = await crypto.subtle.importKey(
      "jwk",
      curveOf(recipient.jwk),
      { name: "ECDH", namedCurve: "P-256" },
      false,
      usages,
    );
    const keys = keysOf({ key: imported, algorithm: "ECDH-ES", keyId: "e1" });
    expect(await decrypt(await recipient.encrypt(signed), keys)).toEqual(classifyToken(signed));
  });

  test("is refused where there are no keys, and the option is named", async () => {
    expect(await decrypt(await recipient.encrypt(signed), [])).toMatchObject({
      reason: "malformed_token",
      detail: expect.stringMatching(/encrypted \(JWE\).*set decryptionKeys/),
    });
  });
});

describe("the key is found", () => {
  const named = { key: recipient.jwk };
  const both = [named, { key: other.jwk }];

  test.each<[string, Recipient, object, readonly DecryptionKey[]]>([
    ["by kid", recipient, {}, both],
    ["by kid, whatever comes first", other, {}, both],
    ["by the kid that the options give it", other, { kid: "new" }, [named, { key: other.jwk, keyId: "new" }]],
    ["without kid, among all", other, { kid: undefined }, both],
    [
      "for any kid, if it has none itself",
      recipient,
      { kid: "?" },
      [{ key: unnamed(other) }, { key: unnamed(recipient) }],
    ],
    [
      "without a name, where the named one is another",
      other,
      {},
      [{ key: unnamed(other) }, { key: recipient.jwk, keyId: "e2" }],
    ],
  ])("%s", async (_, to, header, given) => {
    expect(await decrypt(await to.encrypt(signed, header), keysOf(...given))).toEqual(classifyToken(signed));
  });

  test.each<[string, object, readonly DecryptionKey[]]>([
    ["another kid", { kid: "?" }, both],
    ["a kid in another case", { kid: "E1" }, both],
    ["keys for other algorithms", {}, [{ key: { ...recipient.jwk, alg: "ECDH-ES+A256KW" } }, { key: rsa.jwk }]],
  ])("not for %s: no key is touched", async (_, header, given) => {
    const keys = keysOf(...given).map((key) => ({ ...key, import: vi.fn<KnownDecryptionKey["import"]>(key.import) }));
    expect(await decrypt(await recipient.encrypt(signed, header), keys)).toMatchObject({
      reason: "malformed_token",
      detail: expect.stringContaining("none of decryptionKeys is for that"),
    });
    for (const key of keys) expect(key.import).not.toHaveBeenCalled();
  });

  test("the one the token names first, and no other then", async () => {
    const [first, second] = keysOf({ key: unnamed(other) }, named).map((key) => ({
      ...key,
      import: vi.fn<KnownDecryptionKey["import"]>(key.import),
    }));
    if (first === undefined || second === undefined) throw new Error("there are two");
    await decrypt(await recipient.encrypt(signed), [first, second]);
    expect([first.import.mock.calls.length, second.import.mock.calls.length]).toEqual([0, 1]);
  });

  test("among four at most: a token without kid that could be for more is refused untried", async () => {
    const keys = (count: number) =>
      keysOf(...Array.from({ length: count }, (_, index) => ({ key: recipient.jwk, keyId: `k${index}` }))).map(
        (key) => ({
          ...key,
          import: vi.fn<KnownDecryptionKey["import"]>(key.import),
        }),
      );
    const foreign = await other.encrypt(signed, { kid: undefined });
    const four = keys(4);
    expect(await decrypt(foreign, four)).toMatchObject({ detail: expect.stringContaining("cannot be decrypted") });
    expect(four.map((key) => key.import.mock.calls.length)).toEqual([1, 1, 1, 1]);
    const five = keys(5);
    expect(await decrypt(foreign, five)).toMatchObject({
      detail: expect.stringContaining("more than 4 keys may be meant"),
    });
    expect(five.map((key) => key.import.mock.calls.length)).toEqual([0, 0, 0, 0, 0]);
    expect(await decrypt(await recipient.encrypt(signed, { kid: "k3" }), keys(20))).toEqual(classifyToken(signed));
  });
});

describe("a token that cannot be decrypted is refused, and nobody is told why (RFC 8725 §3.3)", async () => {
  const cbc = await createRecipient("RSA-OAEP-256", { enc: "A128CBC-HS256" });
  const wrapping = await createRecipient("A256KW", { enc: "A256CBC-HS512" });
  const x25519 = await createRecipient("ECDH-ES", { crv: "X25519" });
  const flip = (part: string): string => (part.startsWith("A") ? "B" : "A") + part.slice(1);
  const epk = (x: string, crv: string) => ({ epk: { kty: "OKP", crv, x } });
  const cases: [string, Recipient, (token: string) => string][] = [
    ["a header that was changed", rsa, (token) => withHeader(token, { x: 1 })],
    ["another padding of RSA", rsa, (token) => withPart(token, 1, () => bytes(256))],
    [
      "an RSA number above the modulus",
      rsa,
      (token) => withPart(token, 1, () => encodeBase64url(new Uint8Array(256).fill(255))),
    ],
    ["an RSA number of zero", rsa, (token) => withPart(token, 1, () => encodeBase64url(new Uint8Array(256)))],
    ["another padding of RSA, with CBC", cbc, (token) => withPart(token, 1, () => bytes(256))],
    ["another vector", rsa, (token) => withPart(token, 2, flip)],
    ["another ciphertext", rsa, (token) => withPart(token, 3, flip)],
    ["another ciphertext, with CBC", cbc, (token) => withPart(token, 3, flip)],
    ["another tag", rsa, (token) => withPart(token, 4, flip)],
    ["another tag, with CBC", cbc, (token) => withPart(token, 4, flip)],
    ["another wrapped key", wrapping, (token) => withPart(token, 1, flip)],
    [
      "an epk off the curve",
      recipient,
      (token) => withHeader(token, { epk: { kty: "EC", crv: "P-256", x: bytes(32), y: bytes(32) } }),
    ],
    [
      "an epk at infinity",
      recipient,
      (token) => withHeader(token, { epk: { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) } }),
    ],
    ["an epk of small order", x25519, (token) => withHeader(token, epk("A".repeat(43), "X25519"))],
    [
      "an epk of order 8",
      x25519,
      (token) => withHeader(token, epk("4Ot6fDtBuK4WVuP68Z_EatoJjeucMrH9hmIFFl9JuAA", "X25519")),
    ],
    ["parties of equal names", recipient, (token) => withHeader(token, { apu: "AA", apv: "AA" })],
    ["a party without a name", recipient, (token) => withHeader(token, { apu: 1 })],
    [
      "an epk with members of no sense",
      recipient,
      (token) =>
        withHeader(token, {
          epk: { kty: "EC", crv: "P-256", x: bytes(32), y: bytes(32), key_ops: ["sign", "sign"], ext: "no" },
        }),
    ],
  ];

  test.each(cases)("%s", async (_, to, change) => {
    const keys = keysOf({ key: to.jwk });
    const token = await to.encrypt(signed);
    expect(await decrypt(token, keys)).toEqual(classifyToken(signed));
    const { alg } = to.jwk;
    const enc = JSON.parse(atob(token.split(".")[0] ?? "")).enc as string;
    expect(await decrypt(change(token), keys)).toEqual({
      kind: "denied",
      reason: "malformed_token",
      detail: `the token is encrypted (JWE), alg ${alg}, enc ${enc}, kid "e1": it cannot be decrypted`,
      requiredScopes: [],
    });
  });
});

describe("a key that cannot be imported", () => {
  const broken = { key: { ...recipient.jwk, x: bytes(32) } };

  test("makes tokens that are for it unavailable, not bad", async () => {
    const failure: unknown = await decrypt(await recipient.encrypt(signed), keysOf(broken)).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(UnavailableError);
    expect(failure).toMatchObject({
      detail: "A key of decryptionKeys cannot be imported",
      cause: { code: "configuration", problems: [expect.stringContaining("decryptionKeys, key 1")] },
    });
  });

  test("stands in the way of no other", async () => {
    const keys = keysOf(broken, { key: unnamed(recipient) });
    expect(await decrypt(await recipient.encrypt(signed), keys)).toEqual(classifyToken(signed));
    expect(await decrypt(await other.encrypt(signed, { kid: "?" }), keys)).toMatchObject({ reason: "malformed_token" });
  });
});

const nested = await recipient.encrypt(signed);

describe("what is in an encrypted token must be a signed JWT (RFC 8725 §3.3):", () => {
  test.each<[string, string | Uint8Array]>([
    ["claims that nobody signed", JSON.stringify({ iss: "x" })],
    ["an opaque token", "opaque-1"],
    ["an encrypted token", nested],
    ["a signed token with a byte order mark", `\ufeff${signed}`],
    ["a signed token with a line break", `\n${signed}`],
    ["bytes that are no text", new Uint8Array([0xff, 0x2e, 0xff, 0x2e, 0xff])],
    ["two parts", signed.split(".").slice(0, 2).join(".")],
  ])("not %s", async (_, content) => {
    expect(await decrypt(await recipient.encrypt(content))).toMatchObject({
      reason: "malformed_token",
      detail:
        "the token is encrypted (JWE), and what is in it is no signed JWT: anybody who has our public key can have encrypted it",
    });
  });

  test("not nothing (RFC 7518 §5.2.2)", async () => {
    expect(await decrypt(await recipient.encrypt(new Uint8Array()))).toMatchObject({ reason: "malformed_token" });
  });
});

describe("the header around a signed token can only refuse (RFC 8725 §3.11):", async () => {
  const untyped = await signer.sign({}, { typ: undefined });
  const own = await signer.sign({}, { typ: "example-at+jwt" });
  const logout = await signer.sign({}, { typ: "logout+jwt" });

  test.each<[string, string, object]>([
    ["cty JWT and nothing else (RFC 7519 §5.2)", signed, { cty: "JWT" }],
    ["no cty", signed, { cty: undefined }],
    ["the forms of OpenIddict", signed, { typ: "at+jwt", cty: "JWT" }],
    ["the forms of oidc-provider", signed, { cty: "at+jwt" }],
    ["a whole media type", signed, { typ: "application/at+jwt", cty: "application/JWT" }],
    ["cty at+jwt around no type, which does not make it one", untyped, { cty: "at+jwt" }],
    ["the type of the token inside", own, { typ: "Example-at+jwt", cty: "JWT" }],
    ["the type of another kind, which is judged inside", logout, { cty: "logout+jwt" }],
  ])("not for %s", async (_, inside, header) => {
    const opened = await decrypt(await recipient.encrypt(inside, header));
    expect(opened).toEqual(classifyToken(inside));
  });

  test.each<[string, string, object, string]>([
    ["typ logout+jwt", signed, { typ: "logout+jwt" }, 'typ "logout+jwt", and the typ inside is "at+jwt"'],
    ["cty logout+jwt", untyped, { cty: "logout+jwt" }, 'cty "logout+jwt", and the typ inside is none'],
    ["cty json", signed, { cty: "json" }, 'cty "json"'],
    ["cty text/plain", signed, { cty: "text/plain" }, 'cty "text/plain"'],
    ["a type of its own", signed, { typ: "example-at+jwt" }, 'typ "example-at+jwt"'],
    ["a good typ and another cty", signed, { typ: "at+jwt", cty: "dpop+jwt" }, 'cty "dpop+jwt"'],
    ["a type with parameters", signed, { cty: "at+jwt;v=1" }, 'cty "at+jwt;v=1"'],
  ])("for %s", async (_, inside, header, detail) => {
    expect(await decrypt(await recipient.encrypt(inside, header))).toMatchObject({
      reason: "unexpected_type",
      detail: expect.stringContaining(detail),
    });
  });

  test("and says what it names, where that is known", async () => {
    const opened = await decrypt(await recipient.encrypt(signed, { cty: "logout+jwt" }));
    expect(opened).toMatchObject({ reason: "unexpected_type", tokenKind: "logout_token" });
  });

  test.each<[string, object]>([
    ["iss", { iss: "https://as.example/t1" }],
    ["aud", { aud: "https://api.example/v1" }],
    ["all three (RFC 7519 §5.3)", { iss: "https://as.example/t1", sub: "u1", aud: "https://api.example/v1" }],
    ["names of no claim", { exp: 1, scope: "admin" }],
  ])("not for the same %s", async (_, header) => {
    expect(await decrypt(await recipient.encrypt(signed, header))).toEqual(classifyToken(signed));
  });

  test.each<[string, object]>([
    ["iss", { iss: "https://as.example" }],
    ["sub", { iss: "https://as.example/t1", sub: "u2" }],
    ["aud", { aud: ["https://api.example/v1"] }],
    ["iss", { iss: null }],
  ])("for another %s (RFC 7519 §5.3): %j", async (name, header) => {
    expect(await decrypt(await recipient.encrypt(signed, header))).toMatchObject({
      reason: "malformed_token",
      detail: expect.stringContaining(`another ${name} than the token inside`),
    });
  });

  test("for a claim around one that lacks it, or that has none that can be read", async () => {
    const without = await signer.sign({ sub: undefined });
    expect(await decrypt(await recipient.encrypt(without, { sub: "u1" }))).toMatchObject({ reason: "malformed_token" });
    const unreadable = withPart(signed, 1, () => "AA");
    expect(await decrypt(await recipient.encrypt(unreadable, { sub: "u1" }))).toMatchObject({
      reason: "malformed_token",
    });
  });
});
