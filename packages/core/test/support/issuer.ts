import { exportJWK, SignJWT } from "jose";
import { createVerifier, type UntypedClaims, type Verifier, type VerifierOptions } from "../../src/index.js";
import { createKeyPair } from "./key-pair.js";

/** When these tests happen: 2030-01-01T00:00:00Z. */
export const NOW = 1_893_456_000;
export const ISSUER = "https://as.example/t1";
export const AUDIENCE = "https://api.example/v1";

/** Claims and header of a token without a defect. */
export const CLAIMS = {
  iss: ISSUER,
  sub: "u1",
  aud: AUDIENCE,
  client_id: "c1",
  iat: NOW - 10,
  exp: NOW + 300,
  jti: "t1",
  scope: "api:read",
} as const;

/** A clock that stands still until it is moved. */
export function manualClock(): { now(): number; at: number } {
  return {
    at: NOW,
    now() {
      return this.at;
    },
  };
}

export interface TestSigner {
  readonly jwk: object;
  readonly sign: (claims?: object, header?: object) => Promise<string>;
}

/** A key pair, of RSA always the same, and a way to sign with it. A claim or parameter that is `undefined` is left out. */
export async function createSigner(alg = "ES256", kid = "k1"): Promise<TestSigner> {
  const { publicKey, privateKey } = await createKeyPair(alg);
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
  const sign = (claims: object = {}, header: object = {}): Promise<string> =>
    new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader({ typ: "at+jwt", alg, kid, ...header }).sign(privateKey);
  return { jwk, sign };
}

/** A verifier that trusts `signer` and stands still in time. */
export function verifierFor<Claims = UntypedClaims>(
  signer: TestSigner,
  options: Partial<VerifierOptions<Claims>> = {},
): Verifier<Claims> {
  return createVerifier<Claims>({
    issuer: { issuer: ISSUER, jwks: { keys: [signer.jwk] } },
    audience: AUDIENCE,
    clock: manualClock(),
    ...options,
  });
}
