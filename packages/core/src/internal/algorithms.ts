/** What each signature algorithm needs of a key, and how long its signature is (RFC 7518 §3, RFC 8037 §3.1, RFC 9864 §2.2). */
export interface AlgorithmTraits {
  readonly kty: "RSA" | "EC" | "OKP";
  /** The only curve that fits; `undefined` for RSA. */
  readonly crv: string | undefined;
  /** Length of a signature in bytes; `undefined` where it is that of the modulus. */
  readonly signatureBytes: number | undefined;
}

const rsa: AlgorithmTraits = { kty: "RSA", crv: undefined, signatureBytes: undefined };

/** The `alg` values a verifier can be told to accept: asymmetric signatures only. */
export type SignatureAlgorithm =
  | "RS256"
  | "RS384"
  | "RS512"
  | "PS256"
  | "PS384"
  | "PS512"
  | "ES256"
  | "ES384"
  | "ES512"
  | "EdDSA"
  | "Ed25519";

const TRAITS: Readonly<Record<SignatureAlgorithm, AlgorithmTraits>> = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: { kty: "EC", crv: "P-256", signatureBytes: 64 },
  ES384: { kty: "EC", crv: "P-384", signatureBytes: 96 },
  ES512: { kty: "EC", crv: "P-521", signatureBytes: 132 },
  EdDSA: { kty: "OKP", crv: "Ed25519", signatureBytes: 64 },
  Ed25519: { kty: "OKP", crv: "Ed25519", signatureBytes: 64 },
};

/** Every algorithm there is, which is also what is allowed when an issuer names none. */
export const SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = Object.freeze(
  Object.keys(TRAITS) as SignatureAlgorithm[],
);

const traitsByName: ReadonlyMap<string, AlgorithmTraits> = new Map(Object.entries(TRAITS));

/** What `alg` needs, or `undefined` for a name this library does not verify. */
export function algorithmTraits(alg: string): AlgorithmTraits | undefined {
  return traitsByName.get(alg);
}
