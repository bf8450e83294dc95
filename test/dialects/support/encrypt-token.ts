import type { DecryptionKey } from "@ostiary/core";
import { CompactEncrypt, importJWK, type JWK } from "jose";

/**
 * Encrypts a signed token to the key of a resource server (RFC 7516 §7.1), as a server does that issues nested JWTs.
 *
 * @param encryptTo - With the private or symmetric JWK, of which the public half is taken.
 */
export async function encryptToken(token: string, encryptTo: DecryptionKey): Promise<string> {
  const jwk = encryptTo.key as JWK;
  const alg = encryptTo.algorithm ?? jwk.alg ?? "dir";
  const kid = encryptTo.keyId ?? jwk.kid;
  const header = { alg, enc: "A256CBC-HS512", cty: "JWT", ...(kid === undefined ? {} : { kid }) };
  const key = await importJWK(toPublic(jwk), alg);
  return new CompactEncrypt(new TextEncoder().encode(token)).setProtectedHeader(header).encrypt(key);
}

function toPublic({ kty, n, e, crv, x, y, k }: JWK): JWK {
  const members = { kty, n, e, crv, x, y, k };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
