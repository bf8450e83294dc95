import * as base64url from "jose/base64url";

const ALPHABET = /^[A-Za-z0-9_-]*$/;

// What the last character may be, so that the bits it has too many are zero: by the length modulo 4.
const LAST_OF_TWO = /[AQgw]$/;
const LAST_OF_THREE = /[AEIMQUYcgkosw048]$/;

/** What `decodeBase64url` of `../base64url.js` is where there is no `Buffer`. */
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
