import { describe, expect, test } from "vitest";
import { decodeBase64url, encodeBase64url } from "../../src/internal/base64url.js";
import { checkJwk } from "../../src/keys/jwk.js";
import { makeJwk } from "./doubles.js";

const rsa = await makeJwk("RS256");
const p256 = await makeJwk("ES256");
const p384 = await makeJwk("ES384");
const p521 = await makeJwk("ES512");
const ed25519 = await makeJwk("Ed25519");

/** A base64url number of `bits` bits whose first and last bytes are given. */
function numberOf(bits: number, { last = 1 } = {}): string {
  const bytes = new Uint8Array(Math.ceil(bits / 8)).fill(0x5a);
  bytes[0] = 1 << ((bits - 1) % 8);
  bytes[bytes.length - 1] = last;
  return encodeBase64url(bytes);
}

describe("a key that verifies signatures", () => {
  test.each([
    ["RSA", rsa],
    ["P-256", p256],
    ["P-384", p384],
    ["P-521", p521],
    ["Ed25519", ed25519],
    ["with use", { ...p256, use: "sig" }],
    ["with key_ops", { ...p256, key_ops: ["sign", "verify"] }],
    ["with kid", { ...p256, kid: "" }],
    ["bound to an algorithm", { ...rsa, alg: "PS512" }],
    ["bound to EdDSA", { ...ed25519, alg: "EdDSA" }],
    ["with members nobody knows", { ...p256, x5c: ["not a certificate"], x5t: 1, ext: "maybe", exp: 0 }],
    ["RSA of 2048 bits exactly", { kty: "RSA", n: numberOf(2048), e: "AQAB" }],
    ["RSA of 8192 bits exactly", { kty: "RSA", n: numberOf(8192), e: "AQAB" }],
    ["RSA with the exponent 3", { ...rsa, e: "Aw" }],
  ])("is one: %s", (_, jwk) => {
    expect(checkJwk(jwk)).toBeUndefined();
  });
});

describe("a key is left out", () => {
  const cut = (text: unknown): string => encodeBase64url((decodeBase64url(String(text)) ?? new Uint8Array()).slice(1));

  test.each([
    ["a number", 1, "is not a JSON object"],
    ["null", null, "is not a JSON object"],
    ["a list", [], "is not a JSON object"],
    ["no kty", { ...p256, kty: undefined }, "has a key type (kty) that verifies no signature here"],
    ["a kty in another case", { ...p256, kty: "ec" }, "has a key type (kty) that verifies no signature here"],
    ["AKP without alg", { kty: "AKP", pub: "AA" }, "has a key type (kty) that verifies no signature here"],
    ["a kty that is a list", { ...p256, kty: ["EC"] }, "has a key type (kty) that verifies no signature here"],
    ["a kid that is a number", { ...p256, kid: 1 }, "has a kid that is not a string"],
    ["a kid that is null", { ...p256, kid: null }, "has a kid that is not a string"],
    ["for encryption", { ...p256, use: "enc" }, "is not for signatures (use)"],
    ["use in another case", { ...p256, use: "SIG" }, "is not for signatures (use)"],
    ["use that is a list", { ...p256, use: ["sig"] }, "is not for signatures (use)"],
    ["key_ops without verify", { ...p256, key_ops: ["encrypt"] }, "is not for verifying (key_ops)"],
    ["key_ops that are empty", { ...p256, key_ops: [] }, "is not for verifying (key_ops)"],
    ["key_ops twice", { ...p256, key_ops: ["verify", "verify"] }, "has key_ops that repeat a value"],
    ["key_ops that are a string", { ...p256, key_ops: "verify" }, "has key_ops that are not a list of strings"],
    ["key_ops with a number", { ...p256, key_ops: ["verify", 1] }, "has key_ops that are not a list of strings"],
    ["RSA of 1024 bits", { ...rsa, n: numberOf(1024) }, "has an RSA modulus of 1024 bits, and 2048 is the least"],
    ["RSA of 2047 bits", { ...rsa, n: numberOf(2047) }, "has an RSA modulus of 2047 bits, and 2048 is the least"],
    ["RSA of 8193 bits", { ...rsa, n: numberOf(8193) }, "has an RSA modulus of 8193 bits, and 8192 is the most"],
    ["n = 0", { ...rsa, n: "AA" }, "has an RSA modulus of 0 bits, and 2048 is the least"],
    ["an empty n", { ...rsa, n: "" }, "has an RSA modulus of 0 bits, and 2048 is the least"],
    ["an even n", { ...rsa, n: numberOf(2048, { last: 2 }) }, "has an even RSA modulus"],
    ["e = 1", { ...rsa, e: "AQ" }, "has an RSA exponent that is even or below 3"],
    ["e = 0", { ...rsa, e: "AA" }, "has an RSA exponent that is even or below 3"],
    ["an empty e", { ...rsa, e: "" }, "has an RSA exponent that is even or below 3"],
    ["an even e", { ...rsa, e: "AQAA" }, "has an RSA exponent that is even or below 3"],
    ["no n", { ...rsa, n: undefined }, "has an n or e that is not canonical base64url"],
    ["no e", { ...rsa, e: undefined }, "has an n or e that is not canonical base64url"],
    ["n with padding", { ...rsa, n: `${String(rsa["n"])}==` }, "has an n or e that is not canonical base64url"],
    ["e that is a number", { ...rsa, e: 65_537 }, "has an n or e that is not canonical base64url"],
    ["a short x", { ...p256, x: cut(p256["x"]) }, "has coordinates that are not whole canonical base64url"],
    ["a short y", { ...p256, y: cut(p256["y"]) }, "has coordinates that are not whole canonical base64url"],
    ["no y", { ...p256, y: undefined }, "has coordinates that are not whole canonical base64url"],
    [
      "coordinates of P-256 for P-521",
      { ...p256, crv: "P-521" },
      "has coordinates that are not whole canonical base64url",
    ],
    ["secp256k1", { ...p256, crv: "secp256k1" }, "has a curve (crv) that verifies no signature here"],
    ["an EC key without crv", { ...p256, crv: undefined }, "has a curve (crv) that verifies no signature here"],
    ["Ed448", { ...ed25519, crv: "Ed448" }, "has a curve (crv) that verifies no signature here"],
    ["X25519", { ...ed25519, crv: "X25519" }, "has a curve (crv) that verifies no signature here"],
    ["a short Ed25519 x", { ...ed25519, x: cut(ed25519["x"]) }, "has an x that is not 32 bytes of canonical base64url"],
    ["no Ed25519 x", { ...ed25519, x: undefined }, "has an x that is not 32 bytes of canonical base64url"],
    ["alg for encryption", { ...rsa, alg: "RSA-OAEP" }, "has an alg that is no signature algorithm known here"],
    ["alg none", { ...rsa, alg: "none" }, "has an alg that is no signature algorithm known here"],
    ["alg HS256", { ...rsa, alg: "HS256" }, "has an alg that is no signature algorithm known here"],
    ["alg that is a list", { ...rsa, alg: ["RS256"] }, "has an alg that is no signature algorithm known here"],
    ["alg of another key type", { ...rsa, alg: "ES256" }, "has an alg that does not fit its key type"],
    ["alg of another curve", { ...p256, alg: "ES384" }, "has an alg that does not fit its key type"],
    ["alg of OKP on EC", { ...p256, alg: "EdDSA" }, "has an alg that does not fit its key type"],
  ])("with %s (RFC 7517 §4, RFC 7518 §6)", (_, jwk, problem) => {
    expect(checkJwk(jwk)).toBe(problem);
  });

  test.each(["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"])(
    "with the private or symmetric member %s, without a word of it (RFC 7517 §9)",
    (name) => {
      const problem = checkJwk({ ...rsa, [name]: "c2VjcmV0" });
      expect(problem).toBe("holds private or symmetric key material, which must never be in a public JWK Set");
    },
  );

  test("when it is symmetric, even without its value", () => {
    expect(checkJwk({ kty: "oct" })).toMatch("symmetric");
  });
});

describe("an Ed25519 point of small order is left out (RFC 8032 §5.1)", () => {
  const PRIME = 2n ** 255n - 19n;
  const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
  const mod = (value: bigint): bigint => ((value % PRIME) + PRIME) % PRIME;

  function power(base: bigint, exponent: bigint): bigint {
    let result = 1n;
    for (let square = mod(base), left = exponent; left > 0n; left >>= 1n, square = mod(square * square)) {
      if (left & 1n) result = mod(result * square);
    }
    return result;
  }

  /** The x that belongs to y on -x² + y² = 1 + d x² y², or `undefined`. */
  function recoverX(y: bigint): bigint | undefined {
    const square = mod((y * y - 1n) * power(D * y * y + 1n, PRIME - 2n));
    const root = power(square, (PRIME + 3n) / 8n);
    const twisted = mod(root * power(2n, (PRIME - 1n) / 4n));
    return [root, twisted].find((x) => mod(x * x) === square);
  }

  function add([x1, y1]: [bigint, bigint], [x2, y2]: [bigint, bigint]): [bigint, bigint] {
    const product = mod(D * x1 * x2 * y1 * y2);
    const x = mod((x1 * y2 + x2 * y1) * power(1n + product, PRIME - 2n));
    const y = mod((y1 * y2 + x1 * x2) * power(1n - product + PRIME, PRIME - 2n));
    return [x, y];
  }

  function toX(y: bigint, sign: number): string {
    const bytes = Uint8Array.from({ length: 32 }, (_, index) => Number((y >> BigInt(8 * index)) & 0xffn));
    bytes[31] = (bytes[31] ?? 0) | (sign << 7);
    return encodeBase64url(bytes);
  }

  /** The eight points, found from a point of order 8: y with (order of the group / 8) times any point. */
  function smallOrderYs(): Set<bigint> {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    for (let y = 2n; ; y += 1n) {
      const x = recoverX(y);
      if (x === undefined) continue;
      let point: [bigint, bigint] = [0n, 1n];
      let double: [bigint, bigint] = [x, y];
      for (let left = order; left > 0n; left >>= 1n, double = add(double, double)) {
        if (left & 1n) point = add(point, double);
      }
      const multiples: [bigint, bigint][] = [[0n, 1n]];
      for (let count = 1; count < 8; count += 1) multiples.push(add(multiples[count - 1] ?? [0n, 1n], point));
      const ys = new Set(multiples.map(([, multiple]) => multiple));
      if (ys.size === 5) return ys;
    }
  }

  const ys = [...smallOrderYs()];
  // A y below 19 has a second spelling that fits 255 bits.
  const spellings = [...ys, ...ys.filter((y) => y < 19n).map((y) => y + PRIME)];

  test("in every one of its seven spellings, with either sign", () => {
    expect(spellings).toHaveLength(7);
    for (const y of spellings) {
      for (const sign of [0, 1]) {
        expect(checkJwk({ kty: "OKP", crv: "Ed25519", x: toX(y, sign) })).toBe("is an Ed25519 point of small order");
      }
    }
  });

  test("and so is one whose y is not below the prime, which platforms reduce (RFC 8032 §5.1.3)", () => {
    for (const y of [PRIME + 2n, PRIME + 3n, PRIME + 18n]) {
      for (const sign of [0, 1]) {
        const problem = checkJwk({ kty: "OKP", crv: "Ed25519", x: toX(y, sign) });
        expect(problem).toBe("is an Ed25519 point that is not spelled canonically");
      }
    }
  });

  test("and its neighbours are not", () => {
    for (const y of [2n, 3n, PRIME - 2n, PRIME - 0xffn, 2n ** 255n - 2n ** 16n - 1n, 2n ** 247n - 1n]) {
      expect(checkJwk({ kty: "OKP", crv: "Ed25519", x: toX(y, 0) })).toBeUndefined();
    }
  });
});
