import { isJsonObject, type JsonObject } from "../internal/json-object.js";
import { findUnknownNames } from "../internal/option-problems.js";
import { isCryptoKey } from "../introspection/client-authentication-key.js";
import { checkJwk } from "../keys/jwk.js";
import {
  contentEncryptionTraits,
  encryptionsOfShared,
  KEY_MANAGEMENT_ALGORITHMS,
  type KeyManagementTraits,
  keyManagementTraits,
  memberLength,
  readPoint,
} from "./encryption-algorithms.js";
import { areOfOneKey } from "./rsa-private-members.js";

/**
 * All that is wrong with one of `decryptionKeys`, each a sentence with the way to mend it. None quotes a value of the key.
 *
 * Does NOT import the key: whether a private value on a curve belongs to its public one shows only then.
 *
 * @see RFC 7517 §4, RFC 7518 §4 and §6, RFC 8037 §2
 */
export function findDecryptionKeyProblems(given: unknown): string[] {
  if (!isJsonObject(given)) return [`must be an object with a key, such as { key: jwk }; ${PEM}`];
  if ("kty" in given || isCryptoKey(given)) return ["is the key itself: write { key: ... }"];
  const { key, algorithm, keyId } = given;
  const problems = findUnknownNames(given, ["keyId", "key", "algorithm"], { where: "of a decryption key" });
  if (keyId !== undefined && !isText(keyId)) problems.push("keyId must be a text of at least one character");
  if (algorithm !== undefined && keyManagementTraits(algorithm) === undefined) {
    return [...problems, `algorithm must be one of ${KEY_MANAGEMENT_ALGORITHMS.join(", ")}`];
  }
  const problem = isCryptoKey(key) ? checkCryptoKey(key, algorithm) : checkKey(key, algorithm);
  return problem === undefined ? problems : [...problems, `key ${problem}`];
}

/** The one `alg` that a key is for: as given, else as its JWK says. */
export function algorithmOf(key: object, algorithm: unknown): unknown {
  return algorithm ?? (key as JsonObject)["alg"];
}

function checkKey(jwk: unknown, algorithm: unknown): string | undefined {
  if (!isJsonObject(jwk)) return `must be a private or symmetric JWK, or a CryptoKey; ${PEM}`;
  if ((jwk as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === "KeyObject") {
    return 'is a KeyObject: give its JWK, key.export({ format: "jwk" })';
  }
  const problem = checkPurpose(jwk, algorithm);
  const traits = keyManagementTraits(algorithmOf(jwk, algorithm));
  if (problem !== undefined || traits === undefined) return problem ?? NO_ALGORITHM;
  if (traits.key === "RSA") return checkRsa(jwk);
  return traits.key === "curve" ? checkCurve(jwk) : checkShared(jwk, traits);
}

/** RFC 7517 §4.2 to §4.5. */
function checkPurpose({ use, key_ops: operations, kid, alg }: JsonObject, algorithm: unknown): string | undefined {
  if (kid !== undefined && !isText(kid)) return "has a kid that is not a text of at least one character";
  if (use !== undefined && use !== "enc") return "is not for encryption (use)";
  if (operations !== undefined && !(Array.isArray(operations) && operations.some(isDecryption))) {
    return "is not for decrypting (key_ops)";
  }
  if (alg === undefined || alg === algorithm) return undefined;
  // In a shared key alg may say what the content is encrypted with.
  if (contentEncryptionTraits(alg) !== undefined) {
    return algorithm === "dir" ? undefined : 'has an alg that is a content encryption: set algorithm to "dir"';
  }
  if (algorithm !== undefined) return "has another alg than algorithm says: leave one of them out";
  if (keyManagementTraits(alg) !== undefined) return undefined;
  return `has an alg that is not supported; supported are ${KEY_MANAGEMENT_ALGORITHMS.join(", ")}`;
}

function checkRsa(jwk: JsonObject): string | undefined {
  if (jwk["kty"] !== "RSA") return "has another key type than algorithm needs: RSA";
  const { kty, n, e } = jwk;
  const problem = checkJwk({ kty, n, e });
  if (problem !== undefined) return problem;
  if (!Object.hasOwn(jwk, "d")) return PUBLIC;
  if (Object.hasOwn(jwk, "oth")) return "has more than two primes (oth), which is not supported";
  if (!RSA_MEMBERS.every((name) => (memberLength(jwk, name) ?? 0) > 0)) return UNWHOLE;
  return areOfOneKey(jwk) ? undefined : "has private members of another key: they do not belong to n and e";
}

function checkCurve(jwk: JsonObject): string | undefined {
  if (jwk["kty"] !== "EC" && jwk["kty"] !== "OKP") return "has another key type than algorithm needs: EC, or OKP";
  const point = readPoint(jwk);
  if (point === undefined) return "is not whole, or not on P-256, P-384, P-521 or X25519 (crv)";
  if (!Object.hasOwn(jwk, "d")) return PUBLIC;
  return memberLength(jwk, "d") === point.bytes ? undefined : UNWHOLE;
}

/** RFC 7518 §6.4; a key of another length is no key of this algorithm, and too short a one can be guessed. */
function checkShared(jwk: JsonObject, { keyBytes }: KeyManagementTraits): string | undefined {
  if (jwk["kty"] !== "oct") return "has another key type than algorithm needs: oct";
  const bytes = memberLength(jwk, "k");
  if (bytes === undefined) return "has a k that is not canonical base64url";
  const given = `has ${bytes} bytes`;
  if (keyBytes !== undefined) return bytes === keyBytes ? undefined : `${given}, and algorithm needs ${keyBytes}`;
  return encryptionsOfShared(jwk["alg"], bytes).length > 0
    ? undefined
    : `${given}, and "dir" needs as many as enc does: 16, 32 or 64`;
}

function checkCryptoKey(key: CryptoKey, algorithm: unknown): string | undefined {
  const traits = keyManagementTraits(algorithm);
  if (traits === undefined) return NO_ALGORITHM;
  if (key.type === "public") return "is a public CryptoKey: give the private one";
  const own = key.algorithm as PlatformAlgorithm;
  if (!isMadeFor(own, traits)) return "is a CryptoKey that was not made for algorithm";
  const { usage } = traits.platform;
  if (!key.usages.includes(usage)) return `is a CryptoKey that may not ${usage} (usages)`;
  const { modulusLength: bits } = own;
  return bits !== undefined && bits < 2048 ? `has an RSA modulus of ${bits} bits, and 2048 is the least` : undefined;
}

/** Keys of Web Cryptography are bound to an algorithm, a hash, a curve or a length. */
function isMadeFor(
  { name, hash, length }: PlatformAlgorithm,
  { platform, key, keyBytes }: KeyManagementTraits,
): boolean {
  if (key === "curve") return name === "ECDH" || name === "X25519";
  if (name !== platform.name || hash?.name !== platform.hash) return false;
  return keyBytes === undefined ? length !== 192 : length === keyBytes * 8;
}

function isDecryption(operation: unknown): boolean {
  return (
    operation === "decrypt" || operation === "unwrapKey" || operation === "deriveBits" || operation === "deriveKey"
  );
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** What the algorithms of all these keys say of themselves. */
export interface PlatformAlgorithm extends KeyAlgorithm {
  readonly hash?: { readonly name: string };
  readonly modulusLength?: number;
  readonly length?: number;
  readonly namedCurve?: string;
}

const RSA_MEMBERS = ["d", "p", "q", "dp", "dq", "qi"] as const;
const PEM = "PEM text is imported with importPKCS8() of jose";
const NO_ALGORITHM = "comes without an alg: set algorithm, such as RSA-OAEP-256";
const PUBLIC = "is a public JWK: give the private one, which has d";
const UNWHOLE = "has private members that are missing or not whole canonical base64url";
