import {
  constants,
  createCipheriv,
  createHmac,
  createPublicKey,
  type JsonWebKey,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import type { JsonPart } from "@ostiary/testing";
import { encode } from "./forge.js";

/** How to encrypt. */
export interface HowToEncrypt {
  /** The header, or the literal text of one: what it says need not be what is done. */
  readonly header: JsonPart;
  /** The RSA key to encrypt to, by OAEP with this hash; or the bytes that are shared with it. */
  readonly to: { readonly jwk: JsonWebKey; readonly hash: "sha1" | "sha256" } | Buffer;
  /** Default: `gcm`, with 256 bits. */
  readonly mode?: "gcm" | "cbc";
}

/** A compact JWE (RFC 7516 §5.1) with any header and any content at all. */
export function forgeJwe(content: string | Uint8Array, { header, to, mode = "gcm" }: HowToEncrypt): string {
  const key = Buffer.isBuffer(to) ? to : randomBytes(mode === "gcm" ? 32 : 64);
  const encryptedKey = Buffer.isBuffer(to) ? Buffer.alloc(0) : wrap(key, to);
  const protectedHeader = encode(header);
  const parts = (mode === "gcm" ? sealGcm : sealCbc)(Buffer.from(content), key, Buffer.from(protectedHeader));
  return [protectedHeader, ...[encryptedKey, ...parts].map((part) => part.toString("base64url"))].join(".");
}

function wrap(key: Buffer, { jwk, hash }: Exclude<HowToEncrypt["to"], Buffer>): Buffer {
  const publicKey = createPublicKey({ key: jwk, format: "jwk" });
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash }, key);
}

type Sealed = readonly [vector: Buffer, ciphertext: Buffer, tag: Buffer];

/** RFC 7518 §5.3. */
function sealGcm(content: Buffer, key: Buffer, header: Buffer): Sealed {
  const vector = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, vector).setAAD(header);
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  return [vector, ciphertext, cipher.getAuthTag()];
}

/** RFC 7518 §5.2.2.1, for A256CBC-HS512. */
function sealCbc(content: Buffer, key: Buffer, header: Buffer): Sealed {
  const vector = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", key.subarray(32), vector);
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(header.length * 8));
  const tag = createHmac("sha512", key.subarray(0, 32)).update(header).update(vector).update(ciphertext).update(length);
  return [vector, ciphertext, tag.digest().subarray(0, 32)];
}
