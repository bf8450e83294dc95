import { sign } from "node:crypto";
import type { JsonPart, TestIssuer } from "@ostiary/testing";

/** The header of a good token of the issuer. */
export function headerOf({ signingKey }: TestIssuer) {
  return { typ: "at+jwt", alg: "ES256", kid: signingKey.kid };
}

/** The three parts of a token. */
export function partsOf(token: string): readonly [header: string, claims: string, signature: string] {
  const [header = "", claims = "", signature = ""] = token.split(".");
  return [header, claims, signature];
}

/** What a token claims. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(partsOf(token)[1], "base64url").toString()) as Readonly<Record<string, unknown>>;
}

/** Text as base64url. */
export function encode(part: JsonPart): string {
  return Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
}

/** A token of two parts as they are spelled, however that is, signed as the issuer signs. */
export function signParts(as: TestIssuer, header: string, claims: string): string {
  const input = `${header}.${claims}`;
  const key = { key: as.signingKey.privateKey, dsaEncoding: "ieee-p1363" as const };
  return `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}`;
}
