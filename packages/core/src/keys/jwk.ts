import { algorithmTraits } from "../internal/algorithms.js";
import { decodeBase64url } from "../internal/base64url.js";
import { isJsonObject, type JsonObject } from "../internal/json-object.js";

/**
 * Says why a JWK cannot verify signatures here, by its form alone: key type, use, strength, and that its values are whole.
 *
 * Does NOT import the key: whether a point is on its curve shows only then. Members that only describe the key, such as
 * certificates (`x5c`), are ignored. Never quotes a value, since it might be a secret.
 *
 * @returns A sentence without its subject ("is ...", "has ..."), or `undefined` for a key that can be imported.
 * @see RFC 7517 §4, RFC 7518 §6, RFC 8037 §2
 */
export function checkJwk(jwk: unknown): string | undefined {
  if (!isJsonObject(jwk)) return "is not a JSON object";
  if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name)) || jwk["kty"] === "oct") {
    return "holds private or symmetric key material, which must never be in a public JWK Set";
  }
  return checkPurpose(jwk) ?? checkMaterial(jwk) ?? checkAlgorithm(jwk);
}

/** RFC 7517 §4.2, §4.3, §4.5. */
function checkPurpose({ use, key_ops: operations, kid }: JsonObject): string | undefined {
  if (kid !== undefined && typeof kid !== "string") return "has a kid that is not a string";
  if (use !== undefined && use !== "sig") return "is not for signatures (use)";
  if (operations === undefined) return undefined;
  if (!Array.isArray(operations) || operations.some((operation) => typeof operation !== "string")) {
    return "has key_ops that are not a list of strings";
  }
  if (new Set(operations).size !== operations.length) return "has key_ops that repeat a value";
  return operations.includes("verify") ? undefined : "is not for verifying (key_ops)";
}

function checkMaterial(jwk: JsonObject): string | undefined {
  switch (jwk["kty"]) {
    case "RSA":
      return checkRsa(decodeMember(jwk, "n"), decodeMember(jwk, "e"));
    case "EC":
      return checkEc(jwk);
    case "OKP":
      return checkOkp(jwk);
    default:
      return "has a key type (kty) that verifies no signature here";
  }
}

/** RFC 7518 §3.3 and §6.3.1. An even modulus or exponent belongs to no RSA key, and with e = 1 anybody can sign. */
function checkRsa(n: Uint8Array | undefined, e: Uint8Array | undefined): string | undefined {
  if (n === undefined || e === undefined) return "has an n or e that is not canonical base64url";
  const bits = bitLength(n);
  if (bits < 2048) return `has an RSA modulus of ${bits} bits, and 2048 is the least`;
  if (bits > 8192) return `has an RSA modulus of ${bits} bits, and 8192 is the most`;
  if (isEven(n)) return "has an even RSA modulus";
  if (isEven(e) || bitLength(e) < 2) return "has an RSA exponent that is even or below 3";
  return undefined;
}

/** RFC 7518 §6.2.1: coordinates have the full length of the field, leading zeros included. */
function checkEc(jwk: JsonObject): string | undefined {
  const length = COORDINATE_BYTES.get(jwk["crv"]);
  if (length === undefined) return "has a curve (crv) that verifies no signature here";
  const isWhole = (name: string): boolean => decodeMember(jwk, name)?.length === length;
  return isWhole("x") && isWhole("y") ? undefined : "has coordinates that are not whole canonical base64url";
}

/**
 * RFC 8037 §2. With a point of small order one signature fits every message; and a point whose y is not below the prime does
 * not decode (RFC 8032 §5.1.3), though platforms reduce it. Whether there is a point of this y shows in no platform: where
 * there is none, no signature is good.
 */
function checkOkp(jwk: JsonObject): string | undefined {
  if (jwk["crv"] !== "Ed25519") return "has a curve (crv) that verifies no signature here";
  const x = decodeMember(jwk, "x");
  if (x?.length !== 32) return "has an x that is not 32 bytes of canonical base64url";
  if (isSmallOrder(x)) return "is an Ed25519 point of small order";
  return isBelowPrime(x) ? undefined : "is an Ed25519 point that is not spelled canonically";
}

/** RFC 7517 §4.4: an `alg` binds the key to that algorithm, so it must be one this key can serve. */
function checkAlgorithm({ alg, kty, crv }: JsonObject): string | undefined {
  if (alg === undefined) return undefined;
  const traits = typeof alg === "string" ? algorithmTraits(alg) : undefined;
  if (traits === undefined) return "has an alg that is no signature algorithm known here";
  const fits = traits.kty === kty && (traits.crv === undefined || traits.crv === crv);
  return fits ? undefined : "has an alg that does not fit its key type";
}

function decodeMember(jwk: JsonObject, name: string): Uint8Array | undefined {
  const value = jwk[name];
  return typeof value === "string" ? decodeBase64url(value) : undefined;
}

function bitLength(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  const leading = bytes[first];
  return leading === undefined ? 0 : (bytes.length - first) * 8 - (Math.clz32(leading) - 24);
}

function isEven(bytes: Uint8Array): boolean {
  return ((bytes.at(-1) ?? 0) & 1) === 0;
}

function isSmallOrder(x: Uint8Array): boolean {
  const hex = Array.from(x, (byte, index) => (index === 31 ? byte & 0x7f : byte).toString(16).padStart(2, "0"));
  return SMALL_ORDER.has(hex.join(""));
}

/** Whether y, the 255 lower bits in little-endian order, is below 2^255 - 19. */
function isBelowPrime(x: Uint8Array): boolean {
  const [lowest = 0, ...rest] = x;
  return lowest < 0xed || rest.some((byte, index) => (index === 30 ? byte | 0x80 : byte) !== 0xff);
}

/** Of RSA, EC and OKP (RFC 7518 §6), of `oct` (`k`), and of AKP (`priv`). */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

const COORDINATE_BYTES: ReadonlyMap<unknown, number> = new Map([
  ["P-256", 32],
  ["P-384", 48],
  ["P-521", 66],
]);

/**
 * The y coordinates of the eight points whose order divides 8, little-endian and without the sign of x, in every spelling
 * that fits 255 bits: 0 and 1 have two each, since decoders take them plus the prime as well.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
]);
