import type { JsonWebKey } from "node:crypto";

/** A whole RSA private key, of its modulus and one of its primes, with the exponent that all examples have (RFC 7518 §6.3). */
export function rsaPrivateJwk(modulus: string, prime: string): JsonWebKey {
  const [n, p] = [toNumber(modulus), toNumber(prime)];
  const q = n / p;
  const d = invert(E, (p - 1n) * (q - 1n));
  const [dp, dq, qi] = [d % (p - 1n), d % (q - 1n), invert(q, p)];
  const members = Object.entries({ n, e: E, d, p, q, dp, dq, qi }).map(([name, value]) => [name, toText(value)]);
  return { kty: "RSA", ...Object.fromEntries(members) };
}

/** The number that gives 1 with `value`, modulo `modulus`. */
function invert(value: bigint, modulus: bigint): bigint {
  let [previous, rest] = [modulus, value % modulus];
  let [before, factor] = [0n, 1n];
  while (rest > 1n) {
    const times = previous / rest;
    [previous, rest] = [rest, previous - times * rest];
    [before, factor] = [factor, before - times * factor];
  }
  return ((factor % modulus) + modulus) % modulus;
}

function toNumber(text: string): bigint {
  return BigInt(`0x${Buffer.from(text, "base64url").toString("hex")}`);
}

function toText(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
}

const E = 65_537n;
