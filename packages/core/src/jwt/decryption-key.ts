import { ConfigurationError } from "../errors.js";
import { decodeBase64url } from "../internal/base64url.js";
import type { JsonObject } from "../internal/json-object.js";
import { isCryptoKey } from "../introspection/client-authentication-key.js";
import type { DecryptionKey } from "../options.js";
import { algorithmOf, type PlatformAlgorithm } from "./decryption-key-problems.js";
import type { EncryptedToken } from "./encrypted-token.js";
import { encryptionsOfShared, keyManagementTraits, memberLength } from "./encryption-algorithms.js";

/** One of `decryptionKeys`, checked and bound to its algorithm. */
export interface KnownDecryptionKey {
  /** The one `alg` it decrypts (RFC 8725 §3.1). */
  readonly algorithm: string;
  /** The one `kid` it is for; `undefined` if it is tried for every one. */
  readonly keyId: string | undefined;
  /** Whether the header and the lengths of a token are such that it may be for this key, but for `kid`. */
  fits(token: EncryptedToken): boolean;
  /** The key in the form that decrypts, imported once. Rejects with a `ConfigurationError` if its values make none. */
  import(): Promise<CryptoKey | Uint8Array>;
}

/**
 * Makes a key of an entry that `findDecryptionKeyProblems` has nothing against. Imports nothing: some platforms do no
 * cryptography before there is a request.
 *
 * @param name - What it is called in problems, such as `decryptionKeys, key 1`.
 */
export function createDecryptionKey({ key, algorithm, keyId }: DecryptionKey, name: string): KnownDecryptionKey {
  const alg = algorithmOf(key, algorithm) as string;
  const { kid } = (isCryptoKey(key) ? {} : key) as { readonly kid?: string };
  // Later changes of the JWK change nothing, and nothing else in it can change how it is imported.
  const material = isCryptoKey(key) ? key : Object.freeze(pickMaterial(key as JsonObject));
  const demands = isCryptoKey(key) ? demandsOfCryptoKey(key, alg) : demandsOfJwk(key as JsonObject, alg);
  let imported: Promise<CryptoKey | Uint8Array> | undefined;
  return Object.freeze({
    algorithm: alg,
    keyId: keyId ?? kid,
    fits: (token: EncryptedToken) =>
      token.alg === alg &&
      (demands.encryptions?.includes(token.enc) ?? true) &&
      (demands.crv ?? token.crv) === token.crv &&
      (demands.encryptedKeyBytes ?? token.encryptedKeyBytes) === token.encryptedKeyBytes,
    import: () => (imported ??= importMaterial(material, alg, name)),
  });
}

/** What a token for a key must have; `undefined` where the key demands nothing. */
interface Demands {
  readonly encryptions?: readonly string[];
  readonly crv?: string;
  readonly encryptedKeyBytes?: number;
}

function demandsOfJwk(jwk: JsonObject, alg: string): Demands {
  if (alg === "dir") return { encryptions: encryptionsOfShared(jwk["alg"], memberLength(jwk, "k") ?? 0) };
  const kind = keyManagementTraits(alg)?.key;
  if (kind === "RSA") return { encryptedKeyBytes: modulusBytes(jwk["n"] as string) };
  return kind === "curve" ? { crv: jwk["crv"] as string } : {};
}

function demandsOfCryptoKey({ algorithm }: CryptoKey, alg: string): Demands {
  const { name, length, modulusLength, namedCurve } = algorithm as PlatformAlgorithm;
  if (modulusLength !== undefined) return { encryptedKeyBytes: Math.ceil(modulusLength / 8) };
  if (alg === "dir") return { encryptions: [`A${length}GCM`] };
  return keyManagementTraits(alg)?.key === "curve" ? { crv: namedCurve ?? name } : {};
}

/** Some writers put a zero byte before a modulus (RFC 7518 §6.3.1.1). */
function modulusBytes(n: string): number {
  const bytes = decodeBase64url(n) ?? new Uint8Array();
  return bytes.length - bytes.findIndex((byte) => byte !== 0);
}

/** The members of each key type that make the key (RFC 7518 §6, RFC 8037 §2). */
function pickMaterial(jwk: JsonObject): { readonly kty?: string } {
  return Object.fromEntries(MATERIAL.flatMap((name) => (Object.hasOwn(jwk, name) ? [[name, jwk[name]]] : [])));
}

async function importMaterial(
  material: CryptoKey | { readonly kty?: string },
  alg: string,
  name: string,
): Promise<CryptoKey | Uint8Array> {
  if (isCryptoKey(material)) return material;
  try {
    const { importJWK } = await import("jose/key/import");
    return await importJWK(material, alg);
  } catch {
    // Nothing is said of why: it might be said with the values.
    throw new ConfigurationError([
      `${name}: key cannot be imported: its values make no key for ${alg} on this platform`,
    ]);
  }
}

const MATERIAL = ["kty", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "k"] as const;
