import { constants, randomUUID, sign, verify } from "node:crypto";
import type { KeyObject, SigningOptions } from "node:crypto";
import type { SignatureAlgorithm } from "@ostiary/core";
import { generateKeyPair, type KeyPair } from "./key-pair.js";

/** A key pair of an issuer, of a client or of an attacker. Made at run time, never stored. */
export interface SigningKey {
  readonly algorithm: SignatureAlgorithm;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The public half as it stands in a JWK Set: with `kid`, `alg` and `use` (RFC 7517 §4). */
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

/**
 * Makes a key pair.
 *
 * @param algorithm - What it signs with. Default: `ES256`. RSA keys have 2048 bits and take a moment to make.
 * @param kid - Default: random.
 */
export function createSigningKey(algorithm: SignatureAlgorithm = "ES256", kid: string = randomUUID()): SigningKey {
  const { privateKey, publicKey } = createKeyPair(algorithm);
  const publicJwk = { ...publicKey.export({ format: "jwk" }), kid, alg: algorithm, use: "sig" };
  return { algorithm, kid, privateKey, publicKey, publicJwk };
}

/** The signature over `input` with the key's own algorithm, in the form JWS uses (RFC 7518 §3). */
export function createSignature(input: string, key: SigningKey): Buffer {
  const { algorithm, privateKey } = key;
  return sign(hashOf(algorithm), Buffer.from(input), { key: privateKey, ...schemeOf(algorithm) });
}

/** Whether it is the signature over `input` by this key. */
export function isSignature(
  signature: Uint8Array,
  input: string,
  { algorithm, publicKey }: Pick<SigningKey, "algorithm" | "publicKey">,
): boolean {
  return verify(hashOf(algorithm), Buffer.from(input), { key: publicKey, ...schemeOf(algorithm) }, signature);
}

function hashOf(algorithm: SignatureAlgorithm): string | null {
  return algorithm === "EdDSA" || algorithm === "Ed25519" ? null : `sha${algorithm.slice(2)}`;
}

function schemeOf(algorithm: SignatureAlgorithm): SigningOptions {
  if (algorithm.startsWith("ES")) return { dsaEncoding: "ieee-p1363" };
  if (!algorithm.startsWith("PS")) return {};
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

function createKeyPair(algorithm: SignatureAlgorithm): KeyPair {
  const curve = CURVES.get(algorithm);
  return generateKeyPair(curve === undefined ? { modulusLength: 2048 } : { curve });
}

const CURVES: ReadonlyMap<SignatureAlgorithm, string> = new Map([
  ["ES256", "P-256"],
  ["ES384", "P-384"],
  ["ES512", "P-521"],
  ["EdDSA", "Ed25519"],
  ["Ed25519", "Ed25519"],
]);
