import { decodeBase64url } from "../internal/base64url.js";
import type { JsonObject } from "../internal/json-object.js";

/**
 * Whether the private members of an RSA key of two primes are those of its modulus and exponent. No platform says so when it
 * imports them: a key that is put together from two decrypts nothing, and its tokens would be called broken.
 *
 * Not in constant time, so for keys of our own alone. All members must be canonical base64url.
 *
 * @see RFC 8017 §3.2
 */
export function areOfOneKey(jwk: JsonObject): boolean {
  const [n, e, d, p, q, dp, dq, qi] = ["n", "e", "d", "p", "q", "dp", "dq", "qi"].map((name) => toInteger(jwk[name]));
  if (n === undefined || e === undefined || d === undefined || p === undefined || q === undefined) return false;
  if (dp === undefined || dq === undefined || qi === undefined || p < 2n || q < 2n || p * q !== n) return false;
  const isInverse = (left: bigint, right: bigint, modulus: bigint): boolean => (left * right - 1n) % modulus === 0n;
  const areExponents = [d, dp].every((value) => isInverse(e, value, p - 1n));
  return areExponents && [d, dq].every((value) => isInverse(e, value, q - 1n)) && isInverse(q, qi, p);
}

function toInteger(member: unknown): bigint | undefined {
  const bytes = typeof member === "string" ? decodeBase64url(member) : undefined;
  if (bytes === undefined || bytes.length === 0) return undefined;
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`);
}
