import { compactVerify, errors, importJWK } from "jose";
import type { JWK } from "jose";
import { decodeBase64url, encodeBase64url } from "./portable-base64url.js";

export { decodeBase64url } from "./portable-base64url.js";

/** A public key bound to one algorithm, in the form of this file: what `#signature` stands for picks it. */
export type SignatureKey = CryptoKey;

/**
 * Imports the public part of a JWK for one algorithm. `EdDSA` and `Ed25519` give the same key (RFC 9864 §2.2).
 *
 * @param jwk - Only the members that make the key (`kty`, `crv`, `n`, `e`, `x`, `y`), checked by `checkJwk`.
 * @returns The key. Rejects when the values make none, as with a point that is not on the curve.
 */
export async function importSignatureKey(jwk: JWK, alg: string): Promise<SignatureKey> {
  return (await importJWK(jwk, alg)) as SignatureKey;
}

/**
 * Verifies the signature of a compact JWS, and nothing else: the spelling of its parts, `typ`, `crit` and whether `alg` is
 * allowed at all have been checked before.
 *
 * @param alg - The algorithm the key was imported for; a token whose header names another one is an error.
 * @returns Whether `key` made the signature. False as well when the signature has not the length or not the spelling it must
 *   have. Rejects when that cannot be said: a defect, never the token's fault.
 * @see RFC 7515 §5.2
 */
export async function verifySignature(token: string, alg: string, key: SignatureKey): Promise<boolean> {
  const signature = decodeBase64url(token.slice(token.lastIndexOf(".") + 1));
  try {
    await compactVerify(token, key, { algorithms: [alg] });
    return signature?.length === toSignatureBytes(key);
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return false;
    if (error instanceof errors.JWSInvalid && signature === undefined) return false;
    throw error;
  }
}

function toSignatureBytes({ algorithm }: SignatureKey): number {
  const { modulusLength, namedCurve } = algorithm as { readonly modulusLength?: number; readonly namedCurve?: string };
  return modulusLength === undefined ? (CURVE_SIGNATURE_BYTES.get(namedCurve) ?? 64) : Math.ceil(modulusLength / 8);
}

/**
 * The SHA-256 of a text in UTF-8, as base64url: by what it is remembered where the text itself must not be.
 *
 * @returns It directly, where the platform can; here as a promise.
 */
export function digest(text: string): string | Promise<string> {
  return digestAsync(text);
}

async function digestAsync(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return encodeBase64url(new Uint8Array(hash));
}

/** Of ECDSA (RFC 7518 §3.4); what has no `namedCurve` is Ed25519. */
const CURVE_SIGNATURE_BYTES: ReadonlyMap<string | undefined, number> = new Map([
  ["P-256", 64],
  ["P-384", 96],
  ["P-521", 132],
]);
