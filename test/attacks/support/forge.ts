import { createHmac, type KeyObject, sign, type SignKeyObjectInput } from "node:crypto";
import type { JsonPart } from "@ostiary/testing";

/**
 * A compact JWS with any signature at all.
 *
 * @param header - An object, or the literal text of one.
 * @param createSignature - Given the first two parts with the dot between them.
 */
export function forge(header: JsonPart, claims: JsonPart, createSignature: (input: string) => Uint8Array): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${Buffer.from(createSignature(input)).toString("base64url")}`;
}

/** No signature, as `alg: none` has it (RFC 7518 §3.6). */
export const nothing = (): Uint8Array => new Uint8Array();

/** HMAC with a secret of any length (RFC 7518 §3.2). */
export function hmac(secret: string | Buffer, hash = "sha256"): (input: string) => Uint8Array {
  return (input) => createHmac(hash, secret).update(input).digest();
}

/** A signature with whatever hash, padding and encoding. */
export function signWith(hash: string | null, key: KeyObject | SignKeyObjectInput): (input: string) => Uint8Array {
  return (input) => sign(hash, Buffer.from(input), key);
}

/** The parts of a token. */
export function partsOf(token: string): [header: string, claims: string, signature: string] {
  return token.split(".") as [string, string, string];
}

/** Text as base64url. */
export function encode(part: JsonPart): string {
  return Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
}
