import { readCompact, signCompact } from "../compact-jws.js";
import type { JsonPart } from "../compact-jws.js";
import type { Claims, HowToSign } from "../token-maker.js";
import type { TokenSource } from "./token-source.js";

/** The three parts of a token, and what is in the first two. */
export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Claims;
  /** As they stand in the token. */
  readonly encoded: readonly [header: string, payload: string, signature: string];
}

/** A good token that is signed, also of an issuer whose tokens are opaque: where it is said how to sign, it does. */
export function issueSigned(as: TokenSource, claims?: Claims, how?: HowToSign): string {
  return as.issue(claims, { header: {}, ...how });
}

/**
 * The same, taken apart.
 *
 * @throws TypeError - the issuer has none, for it encrypts its tokens.
 */
export function goodParts(as: TokenSource, claims?: Claims, how?: HowToSign): TokenParts {
  return takeApart(issueSigned(as, claims, how));
}

/** @throws TypeError - it is no compact JWS of JSON objects. */
export function takeApart(token: string): TokenParts {
  const jws = readCompact(token);
  if (jws === undefined) throw new TypeError("This token is not a signed JWT, so this defect cannot be made of it");
  return { header: jws.header, claims: jws.claims, encoded: token.split(".") as [string, string, string] };
}

/** A token with this header and these claims, signed with the issuer's key. */
export function signAsIssuer(as: TokenSource, header: JsonPart, claims: JsonPart): string {
  return signCompact(header, claims, as.signingKey);
}

/** A token of another kind than access tokens: nothing of those is in it but who issued it, for whom and until when. */
export function issueOtherKind(as: TokenSource, typ: string | undefined, claims: Claims): string {
  const now = Math.floor(as.clock.now());
  const { algorithm: alg, kid } = as.signingKey;
  return signAsIssuer(as, { typ, alg, kid }, { iss: as.issuer, aud: as.audience, iat: now, exp: now + 300, ...claims });
}

/** The present, NumericDate seconds, whole. */
export function nowOf({ clock }: TokenSource): number {
  return Math.floor(clock.now());
}
