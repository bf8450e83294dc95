import { constants, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { SignatureAlgorithm } from "@ostiary/core";

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
  const bytes = Buffer.from(input);
  const { algorithm, privateKey } = key;
  if (algorithm === "EdDSA" || algorithm === "Ed25519") return sign(null, bytes, privateKey);
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm.startsWith("ES")) {
    return sign(hash, bytes, { key: privateKey, dsaEncoding: "ieee-p1363" });
  }
  if (algorithm.startsWith("RS")) return sign(hash, bytes, privateKey);
  return sign(hash, bytes, {
    key: privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
}

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

function createKeyPair(algorithm: SignatureAlgorithm): KeyPair {
  switch (algorithm) {
    case "ES256":
      return generateKeyPairSync("ec", { namedCurve: "P-256" });
    case "ES384":
      return generateKeyPairSync("ec", { namedCurve: "P-384" });
    case "ES512":
      return generateKeyPairSync("ec", { namedCurve: "P-521" });
    case "EdDSA":
    case "Ed25519":
      return generateKeyPairSync("ed25519");
    default:
      return generateKeyPairSync("rsa", { modulusLength: 2048 });
  }
}
