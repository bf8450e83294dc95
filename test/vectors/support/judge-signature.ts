import { constants, createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { createStaticKeySource, type DenialReason } from "@ostiary/core";
import { classifyToken } from "../../../packages/core/src/credentials/token-form.js";
import { decodeBase64url } from "../../../packages/core/src/internal/base64url.js";
import { checkSignature } from "../../../packages/core/src/judge-jwt.js";
import type { UnverifiedJwt } from "../../../packages/core/src/jwt/unverified-jwt.js";
import type { TrustedIssuer } from "../../../packages/core/src/trusted-issuer.js";

/**
 * What the verifier makes of the form and the signature of a token, whatever is signed: published examples sign texts, which it
 * would refuse before it looks at a signature.
 */
export async function judgeSignature(token: string, ...keys: readonly object[]): Promise<DenialReason | "pass"> {
  const form = classifyToken(token);
  const bytes = form.form === "jwt" ? decodeBase64url(form.signature) : undefined;
  if (form.form !== "jwt" || bytes === undefined || decodeBase64url(form.payload) === undefined) {
    return "malformed_token";
  }
  const { alg, kid } = form.header as { readonly alg: string; readonly kid?: string };
  const jwt: Partial<UnverifiedJwt> = { token, alg, kid, signatureBytes: bytes.length };
  const issuer: Partial<TrustedIssuer> = { issuer: "example", keys: await createStaticKeySource({ keys }) };
  const answer = await checkSignature(jwt as UnverifiedJwt, issuer as TrustedIssuer, { now: 0 });
  return answer.kind === "denied" ? answer.reason : "pass";
}

/** The same by the platform alone, to be sure that a vector was copied right. */
export function isSignedBy(token: string, jwk: JsonWebKey): boolean {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const { alg } = JSON.parse(Buffer.from(header, "base64url").toString()) as { readonly alg: string };
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const scheme = alg.startsWith("PS")
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { dsaEncoding: "ieee-p1363" as const };
  const hash = alg.startsWith("Ed") ? null : `sha${alg.slice(2)}`;
  const input = Buffer.from(`${header}.${payload}`);
  return verify(hash, input, { key, ...scheme }, Buffer.from(signature, "base64url"));
}
