import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createSigningKey, createTestIssuer, manualClock, type SigningKey, type TestIssuer } from "@ostiary/testing";

/** The issuer of all tokens, and its keys. */
export interface Setting {
  readonly as: TestIssuer;
  /** One key for each algorithm besides ES256, which is the issuer's own. */
  readonly keys: Readonly<Record<string, SigningKey>>;
  /** Published, and not to be used. */
  readonly unfit: Readonly<Record<"rsa1024" | "secp256k1", KeyObject>>;
}

/** The instant of all verdicts, NumericDate seconds: a day in 2026. */
export const NOW = 1_780_000_000;

/** An issuer that publishes them all. */
export async function createSetting(): Promise<Setting> {
  const as = await createTestIssuer({ clock: manualClock(NOW) });
  const rsa = createSigningKey("RS256", "RS256");
  const keys: Record<string, SigningKey> = {};
  for (const algorithm of ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const) {
    const publicJwk = { ...rsa.publicJwk, kid: algorithm, alg: algorithm };
    keys[algorithm] = { ...rsa, algorithm, kid: algorithm, publicJwk };
  }
  for (const algorithm of ["ES384", "ES512", "EdDSA", "Ed25519"] as const) {
    keys[algorithm] = createSigningKey(algorithm, algorithm);
  }
  for (const { publicJwk } of Object.values(keys)) as.publishKey(publicJwk);
  // One that leaves it open what it is for, and some that are for something else or for nothing.
  as.publishKey({ ...rsa.publicJwk, kid: "bare", alg: undefined, use: undefined });
  as.publishKey({ ...as.signingKey.publicJwk, kid: "for encryption", use: "enc", alg: undefined });
  const rsa1024 = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const secp256k1 = generateKeyPairSync("ec", { namedCurve: "secp256k1" });
  as.publishKey({ ...rsa1024.publicKey.export({ format: "jwk" }), kid: "rsa1024" });
  as.publishKey({ ...secp256k1.publicKey.export({ format: "jwk" }), kid: "secp256k1" });
  return { as, keys, unfit: { rsa1024: rsa1024.privateKey, secp256k1: secp256k1.privateKey } };
}
