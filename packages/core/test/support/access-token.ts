import { type AccessToken, createAccessToken, type UntypedClaims } from "../../src/access-token.js";
import { parseScopes } from "../../src/policy/scope.js";

/** A verified token with these claims, for tests of what comes after verification. */
export function accessTokenWith(claims: UntypedClaims = {}, audience: readonly string[] = []): AccessToken {
  return createAccessToken({
    issuer: "https://as.example",
    subject: "u1",
    audience,
    scopes: parseScopes(claims),
    expiresAt: 1_893_456_300,
    format: "jwt",
    claims,
    value: "header.payload.signature",
  });
}
