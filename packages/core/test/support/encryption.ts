import { base64url, CompactEncrypt, type CryptoKey, exportJWK, type JWK } from "jose";
import { createKeyPair } from "./key-pair.js";

/** Someone tokens are encrypted to: the private key, or the shared one, and a way to encrypt to it. */
export interface Recipient {
  readonly jwk: JWK;
  /** The key to encrypt with: the public one, or the shared one. */
  readonly publicKey: CryptoKey | Uint8Array;
  /** A parameter that is `undefined` is left out of the header. */
  readonly encrypt: (content: string | Uint8Array, header?: object) => Promise<string>;
}

interface RecipientOptions {
  readonly kid?: string;
  readonly crv?: string;
  readonly enc?: string;
}

const SHARED_BYTES: Readonly<Record<string, number>> = {
  A128KW: 16,
  A256KW: 32,
  A128GCM: 16,
  A256GCM: 32,
  "A128CBC-HS256": 32,
  "A256CBC-HS512": 64,
};

/** A key of the right kind for `alg`, of RSA always the same, and a way to encrypt to it with `enc`. */
export async function createRecipient(
  alg = "ECDH-ES",
  { kid = "e1", crv, enc = "A256GCM" }: RecipientOptions = {},
): Promise<Recipient> {
  const { jwk, publicKey } = await createKey(alg, enc, crv);
  const encrypt = (content: string | Uint8Array, header: object = {}): Promise<string> =>
    new CompactEncrypt(typeof content === "string" ? new TextEncoder().encode(content) : content)
      .setProtectedHeader({ alg, enc, kid, cty: "JWT", ...header })
      .encrypt(publicKey);
  return { jwk: { ...jwk, kid, alg, use: "enc" }, publicKey, encrypt };
}

async function createKey(
  alg: string,
  enc: string,
  crv: string | undefined,
): Promise<Pick<Recipient, "jwk" | "publicKey">> {
  const bytes = SHARED_BYTES[alg === "dir" ? enc : alg];
  if (bytes !== undefined) {
    const secret = crypto.getRandomValues(new Uint8Array(bytes));
    return { jwk: { kty: "oct", k: base64url.encode(secret) }, publicKey: secret };
  }
  const pair = await createKeyPair(alg, crv);
  return { jwk: await exportJWK(pair.privateKey), publicKey: pair.publicKey };
}

/** The same token with one of its five parts replaced. */
export function withPart(token: string, index: number, replace: (part: string) => string): string {
  return token
    .split(".")
    .map((part, at) => (at === index ? replace(part) : part))
    .join(".");
}

/** The same token with another header, so that no tag fits it any more. */
export function withHeader(token: string, changes: object): string {
  const change = (part: string): string => {
    const header = JSON.parse(new TextDecoder().decode(base64url.decode(part))) as object;
    return base64url.encode(JSON.stringify({ ...header, ...changes }));
  };
  return withPart(token, 0, change);
}

/** As many bytes as that, of no meaning, as base64url. */
export function bytes(length: number): string {
  return base64url.encode(new Uint8Array(length).fill(1));
}
