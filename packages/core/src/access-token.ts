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

/** What is known of a token besides the token itself, and may be remembered; the claims are frozen on the way. */
export type TokenFacts<Claims> = {
  readonly [Name in Exclude<keyof AccessToken<Claims>, "value">]?: AccessToken<Claims>[Name] | undefined;
} & Pick<AccessToken<Claims>, "issuer" | "audience" | "scopes" | "expiresAt" | "format" | "claims">;

/** What an access token is made of. */
export type AccessTokenParts<Claims> = TokenFacts<Claims> & Pick<AccessToken<Claims>, "value">;

/** Makes the one frozen form that checks, routes and applications see. */
export function createAccessToken<Claims>(parts: AccessTokenParts<Claims>): AccessToken<Claims> {
  Object.freeze(parts.audience);
  freezeDeeply(parts.claims);
  freezeDeeply(parts.actor);
  return new FrozenAccessToken(parts, parts.value);
}

/** The same token with other claims: those the application's schema made of them. */
export function withClaims<Claims>(token: AccessToken, claims: Claims): AccessToken<Claims> {
  return createAccessToken({ ...token, claims, value: token.value });
}

/** The same form, of what is known of a token that was made before: that is frozen already. */
export function restoreAccessToken<Claims>(facts: TokenFacts<Claims>, value: string): AccessToken<Claims> {
  return new FrozenAccessToken(facts, value);
}

/**
 * A class, because objects of one are made and frozen in a fraction of the time. Members that are absent are not there at all,
 * and the token itself is in no list of members.
 */
class FrozenAccessToken<Claims> implements AccessToken<Claims> {
  declare readonly issuer: string;
  declare readonly subject?: string;
  declare readonly clientId?: string;
  declare readonly actor?: Actor;
  declare readonly audience: readonly string[];
  declare readonly scopes: ReadonlySet<string>;
  declare readonly expiresAt: number;
  declare readonly issuedAt?: number;
  declare readonly tokenId?: string;
  declare readonly format: "jwt" | "opaque";
  declare readonly claims: Claims;
  readonly #value: string;

  constructor(facts: TokenFacts<Claims>, value: string) {
    const { subject, clientId, actor, audience, issuedAt, tokenId, claims } = facts;
    this.issuer = facts.issuer;
    if (subject !== undefined) this.subject = subject;
    if (clientId !== undefined) this.clientId = clientId;
    if (actor !== undefined) this.actor = actor;
    this.audience = audience;
    this.scopes = facts.scopes;
    this.expiresAt = facts.expiresAt;
    if (issuedAt !== undefined) this.issuedAt = issuedAt;
    if (tokenId !== undefined) this.tokenId = tokenId;
    this.format = facts.format;
    this.claims = claims;
    this.#value = value;
    Object.freeze(this);
  }

  get value(): string {
    return this.#value;
  }
}

/** Freezes plain objects and arrays; an instance of a class that a schema made is left to its class. */
function freezeDeeply(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && !Array.isArray(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) freezeDeeply(member);
}
