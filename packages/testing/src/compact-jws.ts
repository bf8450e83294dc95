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

/** What is in a JWS, of which nothing has been verified. */
export interface CompactJws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What is signed. */
  readonly input: string;
  readonly signature: Uint8Array;
}

/** Takes a JWS apart; `undefined` if it is none, or not one of JSON objects. */
export function readCompact(text: string): CompactJws | undefined {
  const [header, claims, signature, ...rest] = text.split(".");
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) return undefined;
  const [first, second] = [parseObject(header), parseObject(claims)];
  if (first === undefined || second === undefined) return undefined;
  const bytes = Buffer.from(signature, "base64url");
  return { header: first, claims: second, input: `${header}.${claims}`, signature: bytes };
}

/** As {@link signCompact}, with HMAC SHA-256 and the bytes of `secret`. */
export function signCompactWithHmac(header: JsonPart, payload: JsonPart, secret: string | Uint8Array): string {
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

function parseObject(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
