import { createHmac, type KeyObject, sign } from "node:crypto";
import type { SigningKey } from "@ostiary/testing";

/** A compact JWS of any bytes, signed by the key with its own algorithm: ES256 or EdDSA. */
export function signBytes(header: Buffer, claims: Buffer, key: SigningKey): string {
  const input = `${header.toString("base64url")}.${claims.toString("base64url")}`;
  return `${input}.${signatureOf(input, key)}`;
}

/** The signature over a text, as base64url. */
export function signatureOf(input: string, { algorithm, privateKey }: SigningKey): string {
  const hash = algorithm === "EdDSA" ? null : "sha256";
  return sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");
}

/** HMAC with the text of a public key, which everybody has (RFC 8725 §2.1). */
export function hmacOf(input: string, publicKey: KeyObject): string {
  const secret = publicKey.export({ type: "spki", format: "pem" });
  return createHmac("sha256", secret).update(input).digest("base64url");
}
