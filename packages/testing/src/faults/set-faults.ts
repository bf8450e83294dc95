import { randomBytes } from "node:crypto";
import type { SignatureAlgorithm } from "@ostiary/core";
import { generateKeyPair } from "../key-pair.js";
import { createSigningKey } from "../signing-key.js";
import type { SigningKey } from "../signing-key.js";
import type { SetFaultName } from "./key-faults.js";

/** A key of a JWK Set. */
export type PublishedJwk = Readonly<Record<string, unknown>>;

/** Finds the key pair behind a published key, where the issuer has made it. */
export type FindSigningKey = (kid: unknown) => SigningKey | undefined;

type SetFault = (jwk: PublishedJwk, findSigningKey: FindSigningKey) => readonly PublishedJwk[];

/** What stands in the JWK Set in place of each key that was published, under the same `kid`. */
export const setFaults: Readonly<Record<SetFaultName, SetFault>> = {
  empty_set: () => [],
  symmetric_key: (jwk) => [
    { kty: "oct", k: randomBytes(32).toString("base64url"), ...namesOf(jwk), alg: "HS256", use: "sig" },
  ],
  private_key: (jwk, findSigningKey) => {
    const { privateKey } = findSigningKey(jwk["kid"]) ?? createSigningKey(fittingAlgorithm(jwk));
    return [{ ...privateKey.export({ format: "jwk" }), ...namesOf(jwk) }];
  },
  duplicate_kids: (jwk) => [
    { ...createSigningKey(fittingAlgorithm(jwk)).publicKey.export({ format: "jwk" }), ...namesOf(jwk) },
    jwk,
  ],
  wrong_use: (jwk) => [{ ...jwk, use: "enc" }],
  wrong_alg: (jwk) => [{ ...jwk, alg: jwk["kty"] === "RSA" ? "ES256" : "RS256" }],
  wrong_curve: (jwk) => [toWrongCurve(jwk)],
  weak_rsa: (jwk) => {
    const { publicKey } = generateKeyPair({ modulusLength: 1024 });
    const alg = jwk["kty"] === "RSA" ? jwk["alg"] : "RS256";
    return [{ ...publicKey.export({ format: "jwk" }), ...namesOf(jwk), alg }];
  },
};

/** The same point under the name of another curve, or for RSA, which has none, a key on a curve that no JWT is signed with here. */
function toWrongCurve(jwk: PublishedJwk): PublishedJwk {
  if (jwk["kty"] === "OKP") return { ...jwk, crv: "X25519" };
  if (jwk["kty"] === "EC") return { ...jwk, crv: "secp256k1" };
  const { publicKey } = generateKeyPair({ curve: "secp256k1" });
  return { ...publicKey.export({ format: "jwk" }), ...namesOf(jwk), alg: "ES256" };
}

/** What a key goes by (RFC 7517 §4). */
function namesOf(jwk: PublishedJwk): PublishedJwk {
  return Object.fromEntries(["kid", "alg", "use"].flatMap((name) => (name in jwk ? [[name, jwk[name]]] : [])));
}

/** An algorithm for which a key is made that can stand in for this one. */
function fittingAlgorithm({ kty, crv }: PublishedJwk): SignatureAlgorithm {
  if (kty === "RSA") return "RS256";
  if (kty === "OKP") return "EdDSA";
  return crv === "P-384" ? "ES384" : crv === "P-521" ? "ES512" : "ES256";
}
