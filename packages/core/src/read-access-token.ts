import { type AccessToken, createAccessToken } from "./access-token.js";
import type { JsonObject } from "./internal/json-object.js";
import type { RegisteredClaims } from "./jwt/claims.js";
import { parseScopes } from "./policy/scope.js";
import type { TrustedIssuer, VerifiedToken } from "./trusted-issuer.js";

/** A token as it came, with all that is said of it. */
export interface TokenSource {
  readonly claims: JsonObject;
  readonly format: AccessToken["format"];
  readonly value: string;
}

/**
 * Step 7: what a JWT says, and what introspection says of an opaque token, becomes the same access token by the same rules.
 *
 * @param registered - What was parsed out of the claims of `source`.
 */
export function readAccessToken(
  registered: RegisteredClaims,
  source: TokenSource,
  issuer: TrustedIssuer,
): VerifiedToken {
  const { notBefore, kind: _, ...names } = registered;
  const scopes = parseScopes(source.claims, issuer);
  const token = createAccessToken({ issuer: issuer.issuer, ...names, scopes, ...source });
  return { kind: "verified", token, notBefore, issuer };
}
