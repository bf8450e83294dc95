import type { dangerouslyAcceptAnyAudience } from "../danger.js";
import type { SignatureAlgorithm } from "../internal/algorithms.js";

/**
 * How much evidence it takes to call a JWT an access token.
 *
 * - `rfc9068`: only the header `typ: at+jwt`, and all claims that RFC 9068 §2.2 requires.
 * - `strict`: positive evidence, such as `at+jwt`, `scp`, `scope`, or a client that is not the audience.
 * - `balanced`: as `strict`, and tokens that show nothing either way. Whatever looks like an ID token is refused.
 * - `lenient`: everything that is not known to be something else.
 */
export type TokenKindPolicy = "rfc9068" | "strict" | "balanced" | "lenient";

/** All of them. */
export const TOKEN_KIND_POLICIES: readonly TokenKindPolicy[] = ["rfc9068", "strict", "balanced", "lenient"];

/** An audience, several (one must match), or the explicit wish not to check (`@ostiary/core/danger`). */
export type AudienceOption = string | readonly string[] | typeof dangerouslyAcceptAnyAudience;

/** A claim within other claims whose values count as scopes. */
export interface PermissionClaim {
  /**
   * The names that lead to it from the outside in: `["realm_access", "roles"]`. `*` stands for any name, which then
   * stands before the values with a colon: `["resource_access", "*", "roles"]` gives `orders:reader`.
   */
  readonly path: readonly string[];
  /**
   * Put before every value, so that a role cannot be taken for a scope of the same name. Not one that `*` in another path can make,
   * as it can `realm:` for a client of that name. Default: nothing.
   */
  readonly prefix?: string;
}

/**
 * What can be said for all issuers, beside `issuer`, and for one.
 *
 * Where both places say it, `requiredClaims`, `rejectedClaims` and `idTokenAudiences` of both hold, and of `allowedClients` those
 * that both name: these can only refuse tokens. Of all others the issuer's own counts. What is said beside `issuer` and would
 * have no effect, because every issuer has its own, is a `ConfigurationError`: give it over that of a preset,
 * `issuer: { ...preset(...), tokenKind: "rfc9068" }`.
 */
export interface IssuerPolicyOptions {
  /**
   * Who this resource server is in `aud`: exact strings, one of which must be in the token. Required, here or for
   * each issuer.
   */
  readonly audience?: AudienceOption;
  /** Refuse a token that names any audience besides ours (RFC 9700 §2.3). Default: false. */
  readonly soleAudience?: boolean;
  /** The signature algorithms to accept. Default: every asymmetric one this library verifies. */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /** Default: `balanced`. */
  readonly tokenKind?: TokenKindPolicy;
  /**
   * Header `typ` values to accept besides `at+jwt`, `JWT` and none, as media types without `application/`.
   * Default: none.
   */
  readonly acceptedTypes?: readonly string[];
  /**
   * Claims that must be present, besides `iss`, `aud` and `exp` and, with `tokenKind: "rfc9068"`, those that RFC 9068 §2.2
   * requires (`sub`, `client_id`, `iat`, `jti`). A list among them asks for at least one of its own. Default: none.
   */
  readonly requiredClaims?: readonly (string | readonly string[])[];
  /**
   * With `tokenKind: "rfc9068"`: which of `sub`, `client_id`, `iat` and `jti` may be absent all the same, for servers that write
   * `at+jwt` and leave some out. Default: none.
   */
  readonly optionalClaims?: readonly string[];
  /** Claims that no token may have. Default: none. */
  readonly rejectedClaims?: readonly string[];
  /**
   * Clients whose tokens are taken: the token must name one of them, and without `clientClaims` no other beside it. Default: every
   * client of the issuer.
   */
  readonly allowedClients?: readonly string[];
  /** Claims that name the client; the first that is there counts. Default: `client_id`, `azp`, `cid`, `appid`. */
  readonly clientClaims?: readonly string[];
  /** Ids of clients that stand in `aud` of ID tokens: a token for these alone is no access token. Not all of `audience`. Default: none. */
  readonly idTokenAudiences?: readonly string[];
  /** Claims that hold the scopes; the first that is there counts. Default: `scope`, `scp`, `scopes`. */
  readonly scopeClaims?: readonly string[];
  /** Further claims, such as `permissions` or `roles`, whose values count as scopes. Default: none. */
  readonly permissionClaims?: readonly (string | PermissionClaim)[];
  /** Refuse tokens that are not encrypted. Needs `decryptionKeys`. Default: false. */
  readonly requireEncryption?: boolean;
  /** Refuse tokens issued for longer than this many seconds (`exp` - `iat`). Default: no limit. */
  readonly maxLifetimeSeconds?: number;
}
