import { decodeBase64url } from "../internal/base64url.js";
import type { JsonObject } from "../internal/json-object.js";
import type { KeyManagementAlgorithm } from "../options.js";

/** What an `alg` of encrypted tokens needs of our key, and what it puts into the token (RFC 7518 §4). */
export interface KeyManagementTraits {
  /** What our key is: an RSA key, one on a curve, or bytes that are shared with the issuer. */
  readonly key: "RSA" | "curve" | "shared";
  /** What the second part of the token is: nothing, a number below the RSA modulus, or a key wrapped by AES. */
  readonly encryptedKey: "none" | "modulus" | "wrapped";
  /** Of a shared key: its length. `undefined` where the content encryption says it. */
  readonly keyBytes?: number;
  /** The algorithm of Web Cryptography that a `CryptoKey` is made for, and what it must be allowed to do. */
  readonly platform: { readonly name: string; readonly hash?: string; readonly usage: KeyUsage };
}

/** What an `enc` needs (RFC 7518 §5). */
export interface ContentEncryptionTraits {
  readonly keyBytes: number;
  readonly vectorBytes: number;
  readonly tagBytes: number;
  /** The ciphertext is a multiple of this. */
  readonly blockBytes: number;
}

const rsa = { key: "RSA", encryptedKey: "modulus" } as const;
const agreed = { key: "curve", platform: { name: "ECDH", usage: "deriveBits" } } as const;
const wrapping = {
  key: "shared",
  encryptedKey: "wrapped",
  platform: { name: "AES-KW", usage: "unwrapKey" },
} as const;

/**
 * All that are supported. RSA1_5 is not: it lets an attacker try his way to the content (RFC 8725 §3.2). PBES2 is not: a
 * password is no key, and the token says how long we are to work (RFC 8725 §3.5, §3.13).
 */
const KEY_MANAGEMENT: Readonly<Record<KeyManagementAlgorithm, KeyManagementTraits>> = {
  dir: { key: "shared", encryptedKey: "none", platform: { name: "AES-GCM", usage: "decrypt" } },
  "RSA-OAEP": { ...rsa, platform: { name: "RSA-OAEP", hash: "SHA-1", usage: "decrypt" } },
  "RSA-OAEP-256": { ...rsa, platform: { name: "RSA-OAEP", hash: "SHA-256", usage: "decrypt" } },
  "ECDH-ES": { ...agreed, encryptedKey: "none" },
  "ECDH-ES+A128KW": { ...agreed, encryptedKey: "wrapped" },
  "ECDH-ES+A256KW": { ...agreed, encryptedKey: "wrapped" },
  A128KW: { ...wrapping, keyBytes: 16 },
  A256KW: { ...wrapping, keyBytes: 32 },
};

const gcm = { vectorBytes: 12, tagBytes: 16, blockBytes: 1 };
const cbc = { vectorBytes: 16, blockBytes: 16 };

/** All that are supported; AES with 192 bits is missing, because not every engine has it. */
const CONTENT_ENCRYPTION: Readonly<Record<string, ContentEncryptionTraits>> = {
  A128GCM: { ...gcm, keyBytes: 16 },
  A256GCM: { ...gcm, keyBytes: 32 },
  "A128CBC-HS256": { ...cbc, keyBytes: 32, tagBytes: 16 },
  "A256CBC-HS512": { ...cbc, keyBytes: 64, tagBytes: 32 },
};

/** The curves of ECDH-ES, their key type and the length of a coordinate (RFC 7518 §6.2.1, RFC 8037 §2). */
const CURVES: ReadonlyMap<unknown, { readonly kty: string; readonly bytes: number }> = new Map([
  ["P-256", { kty: "EC", bytes: 32 }],
  ["P-384", { kty: "EC", bytes: 48 }],
  ["P-521", { kty: "EC", bytes: 66 }],
  ["X25519", { kty: "OKP", bytes: 32 }],
]);

export const KEY_MANAGEMENT_ALGORITHMS: readonly string[] = Object.keys(KEY_MANAGEMENT);
export const CONTENT_ENCRYPTIONS: readonly string[] = Object.keys(CONTENT_ENCRYPTION);

/** What `alg` needs, or `undefined` for one that is not supported. */
export function keyManagementTraits(alg: unknown): KeyManagementTraits | undefined {
  return byName(KEY_MANAGEMENT, alg);
}

/** What `enc` needs, or `undefined` for one that is not supported. */
export function contentEncryptionTraits(enc: unknown): ContentEncryptionTraits | undefined {
  return byName(CONTENT_ENCRYPTION, enc);
}

/** What a shared key of this length can decrypt directly; its `alg` may say which of several. */
export function encryptionsOfShared(alg: unknown, bytes: number): readonly string[] {
  const named = contentEncryptionTraits(alg) === undefined ? CONTENT_ENCRYPTIONS : [alg as string];
  return named.filter((name) => contentEncryptionTraits(name)?.keyBytes === bytes);
}

/**
 * The curve and the length of its coordinates, if `jwk` is a point on one that is supported, as far as its form shows. Whether
 * it is on the curve shows when it is imported.
 */
export function readPoint(jwk: JsonObject): { readonly crv: string; readonly bytes: number } | undefined {
  const { kty, crv } = jwk;
  const curve = CURVES.get(crv);
  if (curve === undefined || curve.kty !== kty) return undefined;
  const coordinates = kty === "EC" ? ["x", "y"] : ["x"];
  const isWhole = coordinates.every((name) => memberLength(jwk, name) === curve.bytes);
  return isWhole ? { crv: crv as string, bytes: curve.bytes } : undefined;
}

/** How many bytes a member holds; `undefined` unless it is canonical base64url. */
export function memberLength(jwk: JsonObject, name: string): number | undefined {
  const value = jwk[name];
  return typeof value === "string" ? decodeBase64url(value)?.length : undefined;
}

function byName<Traits>(table: Readonly<Record<string, Traits>>, name: unknown): Traits | undefined {
  return typeof name === "string" && Object.hasOwn(table, name) ? table[name] : undefined;
}
