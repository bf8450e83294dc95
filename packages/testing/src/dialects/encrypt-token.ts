import { constants, createCipheriv, createHmac, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";
import type { DecryptionKey } from "@ostiary/core";

/**
 * Encrypts a signed token to the key of a resource server, as a server does that issues nested JWTs (RFC 7516 §7.1), with
 * A256CBC-HS512.
 *
 * @param encryptTo - A symmetric or RSA JWK, of which the public half is taken.
 * @throws TypeError - it is for an algorithm that a test issuer does not know.
 */
export function encryptToken(token: string, encryptTo: DecryptionKey): string {
  const jwk = encryptTo.key as Jwk;
  const alg = encryptTo.algorithm ?? jwk.alg ?? "dir";
  const kid = encryptTo.keyId ?? jwk.kid;
  const { contentKey, encryptedKey } = createContentKey(alg, jwk);
  const header = encode(JSON.stringify({ alg, enc: "A256CBC-HS512", cty: "JWT", kid }));
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", contentKey.subarray(32), iv);
  const ciphertext = Buffer.concat([cipher.update(token), cipher.final()]);
  const tag = createTag(contentKey.subarray(0, 32), { header, iv, ciphertext });
  return [header, ...[encryptedKey, iv, ciphertext, tag].map(encode)].join(".");
}

interface Jwk {
  readonly alg?: string;
  readonly kid?: string;
  readonly k?: string;
  readonly n?: string;
  readonly e?: string;
}

interface ContentKey {
  /** 64 bytes: one half authenticates, the other encrypts (RFC 7518 §5.2.2). */
  readonly contentKey: Buffer;
  readonly encryptedKey: Buffer;
}

function createContentKey(alg: string, jwk: Jwk): ContentKey {
  const contentKey = randomBytes(64);
  const shared = Buffer.from(jwk.k ?? "", "base64url");
  switch (alg) {
    case "dir":
      if (shared.length === 64) return { contentKey: shared, encryptedKey: Buffer.alloc(0) };
      break;
    case "A128KW":
    case "A256KW":
      return { contentKey, encryptedKey: wrapKey(contentKey, shared) };
    case "RSA-OAEP":
    case "RSA-OAEP-256": {
      const { n = "", e = "" } = jwk;
      const key = createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
      const oaepHash = alg === "RSA-OAEP" ? "sha1" : "sha256";
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      return { contentKey, encryptedKey: publicEncrypt({ key, oaepHash, padding }, contentKey) };
    }
    default:
  }
  throw new TypeError(
    `A test issuer cannot encrypt for ${alg} to this key: the first of decryptionKeys must be a JWK for A128KW, A256KW, RSA-OAEP or RSA-OAEP-256, or one of 64 bytes for dir`,
  );
}

/** RFC 3394. */
function wrapKey(key: Buffer, by: Buffer): Buffer {
  const cipher = createCipheriv(`id-aes${by.length * 8}-wrap`, by, Buffer.alloc(8, 0xa6));
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

interface Encrypted {
  readonly header: string;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
}

/** RFC 7518 §5.2.2.1: over the header, what is encrypted, and how many bits the header has. */
function createTag(key: Buffer, { header, iv, ciphertext }: Encrypted): Buffer {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(header.length * 8));
  const mac = createHmac("sha512", key).update(header).update(iv).update(ciphertext).update(bits).digest();
  return mac.subarray(0, 32);
}

function encode(content: string | Uint8Array): string {
  return Buffer.from(content).toString("base64url");
}
