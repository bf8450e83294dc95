/** Claims by their wire names (RFC 7519 §4). Values are what the issuer signed, not what you may expect. */
export interface UntypedClaims {
  readonly [name: string]: unknown;
}

/**
 * A verified access token: issued by a trusted issuer, for this resource server, and not expired when it was judged.
 * Frozen, claims included.
 */
export interface AccessToken<Claims = UntypedClaims> {
  /** `iss`, exactly as configured. */
  readonly issuer: string;
  /**
   * `sub`. Unique for its issuer only: key users by issuer and subject. Absent in tokens that some servers
   * give to clients that act for themselves.
   */
  readonly subject?: string;
  /** The client the token was issued to: of the first of `clientClaims` that is there, by default `client_id`, `azp`, `cid`, `appid`. */
  readonly clientId?: string;
  /** Who acts for the subject, where a token was exchanged for that (RFC 8693 §4.1). */
  readonly actor?: Actor;
  /** `aud` as a list, empty when the claim is absent. */
  readonly audience: readonly string[];
  /**
   * The scope tokens granted: of `scope`, else of `scp` or `scopes`, with the values of `permissionClaims` and what
   * `impliedScopes` adds.
   */
  readonly scopes: ReadonlySet<string>;
  /** `exp`, NumericDate seconds. */
  readonly expiresAt: number;
  /** `iat`, NumericDate seconds. */
  readonly issuedAt?: number;
  /** `jti`. */
  readonly tokenId?: string;
  /** How the token came: as a JWT, or opaque and introspected. */
  readonly format: "jwt" | "opaque";
  /** All claims, or what `claimsSchema` made of them. */
  readonly claims: Claims;
  /** The token itself, for token exchange. Not enumerable: it does not end up in a log or in JSON by accident. */
  readonly value: string;
}

/** Who acts for the subject of a token (RFC 8693 §4.1). */
export interface Actor {
  /** `sub` of the actor; absent if its claims name it in another way. */
  readonly subject?: string;
  /** `iss` of the actor: whose subject it is, if not the token's issuer's. */
  readonly issuer?: string;
  /** `client_id` of the actor. */
  readonly clientId?: string;
  /** Who acted before: the delegation chain, the latest first. For the record; access is decided by the outermost (RFC 8693 §4.1). */
  readonly actor?: Actor;
  /** All claims of the actor, `act` among them. */
  readonly claims: UntypedClaims;
}

/** What an access token is made of: everything but the claims, which are frozen on the way. */
export type AccessTokenParts<Claims> = {
  readonly [Name in keyof AccessToken<Claims>]: AccessToken<Claims>[Name] | undefined;
} & Pick<AccessToken<Claims>, "issuer" | "audience" | "scopes" | "expiresAt" | "format" | "claims" | "value">;

/** Makes the one frozen form that checks, routes and applications see. */
export function createAccessToken<Claims>(parts: AccessTokenParts<Claims>): AccessToken<Claims> {
  const present: Record<string, unknown> = {};
  for (const name of VISIBLE) if (parts[name] !== undefined) present[name] = parts[name];
  Object.freeze(parts.audience);
  freezeDeeply(parts.claims);
  freezeDeeply(parts.actor);
  return Object.freeze(
    Object.defineProperty(present, "value", { value: parts.value }),
  ) as unknown as AccessToken<Claims>;
}

/** The same token with other claims: those the application's schema made of them. */
export function withClaims<Claims>(token: AccessToken, claims: Claims): AccessToken<Claims> {
  return createAccessToken({ ...token, claims, value: token.value });
}

/** Freezes plain objects and arrays; an instance of a class that a schema made is left to its class. */
function freezeDeeply(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && !Array.isArray(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) freezeDeeply(member);
}

/** Every member but `value`. */
const VISIBLE = [
  "issuer",
  "subject",
  "clientId",
  "actor",
  "audience",
  "scopes",
  "expiresAt",
  "issuedAt",
  "tokenId",
  "format",
  "claims",
] as const satisfies readonly (keyof AccessToken)[];
