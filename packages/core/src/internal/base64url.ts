import { base64url } from "jose";

const ALPHABET = /^[A-Za-z0-9_-]*$/;

// What the last character may be, so that the bits it has too many are zero: by the length modulo 4.
const LAST_OF_TWO = /[AQgw]$/;
const LAST_OF_THREE = /[AEIMQUYcgkosw048]$/;

/**
 * Decodes base64url in its one canonical spelling: no padding, no white space, no foreign alphabet, unused bits zero.
 *
 * @returns The bytes, or `undefined` for any other text.
 * @see RFC 7515 §2, RFC 4648 §3.5 and §5
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!ALPHABET.test(text)) return undefined;
  const rest = text.length % 4;
  if (rest === 1) return undefined;
  if (rest === 2 && !LAST_OF_TWO.test(text)) return undefined;
  if (rest === 3 && !LAST_OF_THREE.test(text)) return undefined;
  return base64url.decode(text) as Uint8Array<ArrayBuffer>;
}

/** Encodes bytes as base64url without padding (RFC 7515 §2). */
export function encodeBase64url(bytes: Uint8Array): string {
  return base64url.encode(bytes);
}
