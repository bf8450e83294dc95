import type { SignatureAlgorithm } from "@ostiary/core";
import { createSigningKey } from "../signing-key.js";
import type { SigningKey } from "../signing-key.js";

/** The key of an attacker, which nobody published. One for each algorithm, made when it is first used: RSA keys take a moment. */
export function attackerKey(algorithm: SignatureAlgorithm): SigningKey {
  const known = keys.get(algorithm) ?? createSigningKey(algorithm);
  keys.set(algorithm, known);
  return known;
}

const keys = new Map<SignatureAlgorithm, SigningKey>();
