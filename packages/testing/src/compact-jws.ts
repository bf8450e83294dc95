import { createHmac } from "node:crypto";
import { createSignature } from "./signing-key.js";
import type { SigningKey } from "./signing-key.js";

/** A JSON object, or the literal text of one: for duplicate members, odd numbers and the like. */
export type JsonPart = string | Readonly<Record<string, unknown>>;

/**
 * Signs a JWS in the compact form (RFC 7515 §7.1). Nothing is added to the header or the payload, and nothing is checked:
 * the signature is that of the key's own algorithm, whatever the header says.
 */
export function signCompact(header: JsonPart, payload: JsonPart, key: SigningKey): string {
  const input = signingInput(header, payload);
  return `${input}.${createSignature(input, key).toString("base64url")}`;
}

/** As {@link signCompact}, with HMAC SHA-256 and the bytes of `secret`. */
export function signCompactWithHmac(header: JsonPart, payload: JsonPart, secret: string): string {
  const input = signingInput(header, payload);
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

/** The first two parts of a compact JWS, with the dot between them. */
export function signingInput(header: JsonPart, payload: JsonPart): string {
  return `${toBase64url(header)}.${toBase64url(payload)}`;
}

function toBase64url(part: JsonPart): string {
  const text = typeof part === "string" ? part : JSON.stringify(part);
  return Buffer.from(text).toString("base64url");
}
