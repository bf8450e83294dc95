import { setTimeout as sleep } from "node:timers/promises";
import { decodeJwt, decodeProtectedHeader, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export async function waitUntilExpired(token: string): Promise<void> {
  const { exp = 0 } = decodeJwt(token);
  await sleep(Math.max(0, exp * 1000 - Date.now()) + 50); // timers may fire a little early
}

/** To one decimal, as such a token has just expired. */
export function secondsSinceExpiry(token: string): string {
  const { exp = 0 } = decodeJwt(token);
  return (Date.now() / 1000 - exp).toFixed(1);
}

/** The same header and signature, with other claims between them. */
export function withClaims(token: string, claims: JWTPayload): string {
  const [header, , signature] = token.split(".");
  return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
}

/** Right in all but the key, and under the name of the issuer's own one. */
export async function signWithAnotherKey(token: string, claims: JWTPayload): Promise<string> {
  const { alg = "ES256", ...header } = decodeProtectedHeader(token);
  const { privateKey } = await generateKeyPair(alg);
  return new SignJWT(claims).setProtectedHeader({ alg, ...header }).sign(privateKey);
}
