import { randomUUID } from "node:crypto";
import type { SignatureAlgorithm } from "@ostiary/core";
import { findDialect } from "../../src/dialects/find-dialect.js";
import { readTrust } from "../../src/dialects/played-trust.js";
import {
  createSigningKey,
  createTestIssuer,
  type DialectIssuer,
  type DialectIssuerOptions,
  manualClock,
  type SigningKey,
} from "../../src/index.js";

/** A test issuer on a manual clock, with a key of the server's algorithm that all of them share: RSA keys take a moment to make. */
export async function play(options: DialectIssuerOptions): Promise<DialectIssuer> {
  const { algorithm } = readTrust(findDialect(options.like), options);
  return createTestIssuer({ clock: manualClock(), signingKey: signingKeyFor(algorithm), ...options });
}

/** Always the same key for an algorithm, and the same numbers for all algorithms of RSA. */
export function signingKeyFor(algorithm: SignatureAlgorithm): SigningKey {
  const key = keys.get(algorithm) ?? (/^[RP]S/.test(algorithm) ? createRsaKey(algorithm) : createSigningKey(algorithm));
  keys.set(algorithm, key);
  return key;
}

const keys = new Map<SignatureAlgorithm, SigningKey>();

function createRsaKey(algorithm: SignatureAlgorithm): SigningKey {
  rsa ??= createSigningKey("RS256");
  const kid = randomUUID();
  return { ...rsa, algorithm, kid, publicJwk: { ...rsa.publicJwk, kid, alg: algorithm } };
}

let rsa: SigningKey | undefined;
