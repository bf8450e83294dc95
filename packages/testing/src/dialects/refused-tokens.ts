import type { RefusedAccessToken } from "./dialect.js";

/** Of tokens that are bound to a key (RFC 9449, RFC 8705). */
export const BOUND: RefusedAccessToken = {
  reason: "binding_required",
  because:
    "the token is bound to a key of its client. No proof of such a key is verified yet, and without one the token is not taken",
};

/** Of JWTs that are good by their signature. */
export const REVOKED: RefusedAccessToken = {
  reason: "token_inactive",
  because: "the server does not call the token active any more, whatever its signature says",
};

/** The same claims, naming no audience. */
export function withoutAudience(claims: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { aud: _, ...others } = claims;
  return others;
}
