import { randomBytes } from "node:crypto";
import type { TestIssuer } from "@ostiary/testing";

/**
 * Makes tokens as anybody can: each names a key of its own invention, all else looks right, and the signature has the right
 * length.
 */
export function createStranger({ issue, signingKey, clock }: TestIssuer): () => string {
  const exp = clock.now() + 86_400;
  const [, claims] = issue({ exp }).split(".");
  let made = 0;
  return () => {
    made += 1;
    const header = { typ: "at+jwt", alg: signingKey.algorithm, kid: `made-up-${made}` };
    return [toBase64url(JSON.stringify(header)), claims, toBase64url(randomBytes(64))].join(".");
  };
}

function toBase64url(content: string | Buffer): string {
  return Buffer.from(content).toString("base64url");
}
