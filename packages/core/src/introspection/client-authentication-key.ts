import { algorithmTraits, SIGNATURE_ALGORITHMS } from "../internal/algorithms.js";
import { decodeBase64url } from "../internal/base64url.js";
import { isJsonObject, type JsonObject } from "../internal/json-object.js";
import { checkJwk } from "../keys/jwk.js";

/**
 * Says what is wrong with a private key and its algorithm, one sentence each. None quotes a value of the key.
 *
 * Does NOT import the key: whether a private value belongs to its public one shows only then.
 *
 * @see RFC 7517 §4, RFC 7518 §6, RFC 8037 §2
 */
export function findPrivateKeyProblems(key: unknown, algorithm: unknown): string[] {
  if (algorithm !== undefined && !isSignatureAlgorithm(algorithm)) {
    return [`algorithm must be one of ${SIGNATURE_ALGORITHMS.join(", ")}`];
  }
  const problem = isCryptoKey(key) ? checkCryptoKey(key, algorithm) : checkPrivateJwk(key, algorithm);
  return problem === undefined ? [] : [`privateKey ${problem}`];
}

/** Whether it is a key of Web Cryptography, of whatever realm. */
export function isCryptoKey(key: unknown): key is CryptoKey {
  return typeof key === "object" && key !== null && tagOf(key) === "CryptoKey";
}

/** The members that make the private key, so that nothing else in the JWK can change how it is imported. */
export function pickPrivateJwk(jwk: JsonObject): JsonObject {
  return pick(jwk, ["kty", ...PUBLIC_MEMBERS, ...PRIVATE_MEMBERS]);
}

function checkPrivateJwk(jwk: unknown, algorithm: string | undefined): string | undefined {
  if (!isJsonObject(jwk))
    return "must be a private JWK or a CryptoKey; PEM text is imported with importPKCS8() of jose";
  if (tagOf(jwk) === "KeyObject") return 'is a KeyObject: give its JWK, key.export({ format: "jwk" })';
  const { kty, alg } = jwk;
  if (kty === "oct") {
    return "is symmetric (oct): give a private RSA, EC or OKP key, or use client_secret_jwt";
  }
  const material = checkJwk({ ...pick(jwk, ["kty", "use", "kid", ...PUBLIC_MEMBERS]), alg: algorithm ?? alg });
  if (material !== undefined) return material;
  if (!Object.hasOwn(jwk, "d")) return "is a public JWK: give the private one, which has d";
  if (!isPrivateWhole(jwk)) return "has private members that are missing or not whole canonical base64url";
  if (Object.hasOwn(jwk, "oth")) return "has more than two primes (oth), which is not supported";
  if (Array.isArray(jwk["key_ops"]) && !jwk["key_ops"].includes("sign")) return "is not for signing (key_ops)";
  if (algorithm !== undefined && alg !== undefined && alg !== algorithm) {
    return "has another alg than algorithm says: leave one of them out";
  }
  return (algorithm ?? alg) === undefined ? NO_ALGORITHM : undefined;
}

/** RFC 7518 §6.2.2 and §6.3.2, RFC 8037 §2; engines need all primes of an RSA key. */
function isPrivateWhole(jwk: JsonObject): boolean {
  if (jwk["kty"] === "RSA") return PRIVATE_MEMBERS.every((name) => (lengthOf(jwk, name) ?? 0) > 0);
  return lengthOf(jwk, "d") === lengthOf(jwk, "x");
}

function checkCryptoKey(
  { type, usages, algorithm: own }: CryptoKey,
  algorithm: string | undefined,
): string | undefined {
  if (type !== "private") return `is a ${type === "public" ? "public" : "symmetric"} CryptoKey: give the private one`;
  if (!usages.includes("sign")) return "is a CryptoKey that may not sign (usages)";
  if (algorithm === undefined) return NO_ALGORITHM;
  if (!isMadeFor(own, algorithm)) return `is a CryptoKey that was not made for ${algorithm}`;
  const { modulusLength: bits } = own as { readonly modulusLength?: number };
  return bits !== undefined && bits < 2048 ? `has an RSA modulus of ${bits} bits, and 2048 is the least` : undefined;
}

/** The algorithm of Web Cryptography that each `alg` stands for; its keys are bound to a hash or curve. */
function isMadeFor(own: KeyAlgorithm, algorithm: string): boolean {
  const { name, hash, namedCurve } = own as {
    readonly name: string;
    readonly hash?: { readonly name: string };
    readonly namedCurve?: string;
  };
  if (algorithm === "EdDSA" || algorithm === "Ed25519") return name === "Ed25519";
  if (algorithm.startsWith("ES")) return name === "ECDSA" && namedCurve === algorithmTraits(algorithm)?.crv;
  const scheme = algorithm.startsWith("PS") ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
  return name === scheme && hash?.name === `SHA-${algorithm.slice(2)}`;
}

function isSignatureAlgorithm(name: unknown): name is string {
  return typeof name === "string" && algorithmTraits(name) !== undefined;
}

function pick(jwk: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(jwk, name) ? [[name, jwk[name]]] : [])));
}

function lengthOf(jwk: JsonObject, name: string): number | undefined {
  const value = jwk[name];
  return typeof value === "string" ? decodeBase64url(value)?.length : undefined;
}

function tagOf(key: object): unknown {
  return (key as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
}

const PUBLIC_MEMBERS = ["crv", "x", "y", "n", "e"] as const;
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi"] as const;
const NO_ALGORITHM = "comes without an alg: set algorithm, such as ES256 or RS256";
