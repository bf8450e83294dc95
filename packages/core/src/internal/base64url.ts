import { decodeBase64url as platformDecode } from "#signature";

export { encodeBase64url } from "./signature/portable-base64url.js";

/**
 * Decodes base64url in its one canonical spelling: no padding, no white space, no foreign alphabet, unused bits zero.
 *
 * @returns The bytes, or `undefined` for any other text. They may lie within a larger buffer: `bytes.buffer` says nothing.
 * @see RFC 7515 §2, RFC 4648 §3.5 and §5
 */
export const decodeBase64url: (text: string) => Uint8Array<ArrayBuffer> | undefined = platformDecode;
