import type { UntypedClaims } from "./access-token.js";
import type {
  dangerouslyAcceptAnyAudience,
  dangerouslyAcceptMissingAudience,
  dangerouslyRevealReason,
} from "./danger.js";
import type { EventListener } from "./events.js";
import type { SignatureAlgorithm } from "./internal/algorithms.js";
import type { Check } from "./seams/check.js";
import type { Clock } from "./seams/clock.js";
import type { Fetch } from "./seams/fetch.js";
import type { IntrospectionClient } from "./seams/introspection-client.js";
import type { KeySource } from "./seams/key-source.js";
import type { StandardSchema } from "./seams/standard-schema.js";
import type { TokenCache } from "./seams/token-cache.js";

/**
 * How much evidence it takes to call a JWT an access token.
 *
 * - `rfc9068`: only the header `typ: at+jwt`, and all claims that RFC 9068 §2.2 requires.
 * - `strict`: positive evidence, such as `at+jwt`, `scp`, `scope`, or a client that is not the audience.
 * - `balanced`: as `strict`, and tokens that show nothing either way. Whatever looks like an ID token is refused.
 * - `lenient`: everything that is not known to be something else.
 */
export type TokenKindPolicy = "rfc9068" | "strict" | "balanced" | "lenient";

/** An audience, several (one must match), or the explicit wish not to check (`@ostiary/core/danger`). */
export type AudienceOption = string | readonly string[] | typeof dangerouslyAcceptAnyAudience;

/** What can be said for all issuers, and again for one. */
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
   * requires (`sub`, `client_id`, `iat`, `jti`). Default: none.
   */
  readonly requiredClaims?: readonly string[];
  /**
   * With `tokenKind: "rfc9068"`: which of `sub`, `client_id`, `iat` and `jti` may be absent all the same, for servers that write
   * `at+jwt` and leave some out. Default: none.
   */
  readonly optionalClaims?: readonly string[];
  /** Refuse tokens issued for longer than this many seconds (`exp` - `iat`). Default: no limit. */
  readonly maxLifetimeSeconds?: number;
}

/**
 * How this resource server proves who it is to the introspection endpoint. With `clientId` and `clientSecret` alone the
 * server's metadata choose: `client_secret_basic`, unless they list other methods only.
 */
export type ClientAuthentication =
  | {
      readonly method?: "client_secret_basic" | "client_secret_post" | "client_secret_jwt";
      readonly clientId: string;
      readonly clientSecret: string;
    }
  | {
      /** RFC 7523 §2.2, OpenID Connect Core §9. */
      readonly method: "private_key_jwt";
      readonly clientId: string;
      /** A private JWK with `alg`, or a `CryptoKey` together with `algorithm`. */
      readonly privateKey: object;
      readonly algorithm?: SignatureAlgorithm;
      /** `kid` in the header of the assertion. Default: that of the JWK. */
      readonly keyId?: string;
      /** `aud` of the assertion. Default: the issuer. */
      readonly assertionAudience?: string;
    }
  | {
      /** RFC 8705 §2: the certificate is presented by a `fetch` of your own. */
      readonly method: "tls_client_auth" | "self_signed_tls_client_auth";
      readonly clientId: string;
    }
  | {
      /** RFC 7662 §2.1: a token of our own, or a function that gives one. */
      readonly method: "bearer";
      readonly token: string | (() => string | Promise<string>);
    }
  | { readonly method: "none"; readonly clientId?: string };

/** Asking the authorization server about tokens (RFC 7662). All numbers have defaults that fit. */
export interface IntrospectionOptions {
  /** Who we are to the endpoint. Required, unless `client` is given. */
  readonly authentication?: ClientAuthentication;
  /** The introspection endpoint. Default: what the issuer's metadata say. */
  readonly endpoint?: string;
  /** Asks in a way of its own, in place of `endpoint` and `authentication`. */
  readonly client?: IntrospectionClient;
  /** What opaque tokens of this issuer begin with, such as `ory_at_`: needed if several issuers introspect. Default: none. */
  readonly prefixes?: readonly string[];
  /** `token_type_hint` of the request, `false` for none (RFC 7662 §2.1). Default: `access_token`. */
  readonly tokenTypeHint?: string | false;
  /** Take only signed answers (RFC 9701). Default: false. */
  readonly signedResponse?: boolean;
  /** Refuse a token of which the server does not say `token_type`. Default: false. */
  readonly requireTokenType?: boolean;
  /** Refuse a token of which the server does not say `token_use` or `token_usage`. Default: false. */
  readonly requireTokenUse?: boolean;
  /** How long an active answer is remembered at most: so long a revocation can go unnoticed. 0 remembers none. Default: 60. */
  readonly cacheSeconds?: number;
  /** How long an inactive answer is remembered. 0 remembers none. Default: 10. */
  readonly negativeCacheSeconds?: number;
  /**
   * How many active answers are remembered, and as many inactive ones beside them; in memory 4096 bytes each on average.
   * Default: 10000.
   */
  readonly cacheEntries?: number;
  /** Where active answers are remembered, shared only by who asks as the same client: see `TokenCache`. Default: in memory. */
  readonly cache?: TokenCache;
  /** How long a request waits for an answer, queueing included. Default: 3. */
  readonly timeoutSeconds?: number;
  /** The largest answer that is read, in bytes after decompression. Default: 65536. */
  readonly maxBodyBytes?: number;
  /** How many calls may be under way at once. Default: 50. */
  readonly maxConcurrent?: number;
  /** After how many failures in a row no calls are made for a while. Default: 5. */
  readonly breakerFailures?: number;
  /** How long that is; then one call is made to see. Default: 5. */
  readonly breakerPauseSeconds?: number;
  /** Take an answer without `aud` for one that names us. See `@ostiary/core/danger`. */
  readonly [dangerouslyAcceptMissingAudience]?: true;
}

/**
 * Which tokens of an issuer are taken, and who judges them.
 *
 * - `jwt`: JWTs alone, by the issuer's keys.
 * - `opaque`: tokens that are no JWTs alone, by introspection.
 * - `both`: each by its form.
 * - `introspect-all`: as `both`, and a JWT that has passed is asked about too: a revocation shows within `cacheSeconds`.
 */
export type TokenFormat = "jwt" | "opaque" | "both" | "introspect-all";

/** One trusted issuer. What is not said here is taken from the verifier's options. */
export interface IssuerOptions extends IssuerPolicyOptions {
  /** The `iss` of its tokens, compared as an exact string: a trailing slash makes another issuer. */
  readonly issuer: string;
  /** Where its metadata are, if not at a well-known place of the issuer (RFC 8414 §3, OpenID Connect Discovery §4). */
  readonly metadataUrl?: string;
  /** Where its JWK Set is. With it no metadata are fetched. */
  readonly jwksUri?: string;
  /** Its JWK Set itself. With it nothing is fetched, and keys do not rotate. */
  readonly jwks?: { readonly keys: readonly object[] };
  /**
   * A way of its own to find the key of each token: a database, a key service, a file that is read again. With it nothing
   * is fetched. Not together with `metadataUrl`, `jwksUri` or `jwks`.
   */
  readonly keySource?: KeySource;
  /** How to ask it about tokens that are no JWTs (RFC 7662). Default: not at all. */
  readonly introspection?: IntrospectionOptions;
  /** Which of its tokens are taken. Default: `both` with `introspection`, else `jwt`. */
  readonly tokenFormat?: TokenFormat;
}

/** The numbers behind the keys. All have defaults that fit; see `docs/architecture.md`. */
export interface KeyOptions {
  /** How long a JWK Set is fresh when the server does not say. Default: 600. */
  readonly freshSeconds?: number;
  /** The least a `Cache-Control: max-age` of the server counts. Default: 60. */
  readonly minFreshSeconds?: number;
  /** The most a `Cache-Control: max-age` of the server counts. Default: 3600. */
  readonly maxFreshSeconds?: number;
  /** How long past their freshness known keys may serve while the server cannot be reached. Default: 3600. */
  readonly staleSeconds?: number;
  /**
   * For how long after the last request an issuer counts as in use: its keys are refreshed ahead, and nobody waits for
   * them. Default: 3600.
   */
  readonly idleSeconds?: number;
  /** Deadline of one HTTP exchange, body included. Default: 3. */
  readonly attemptTimeoutSeconds?: number;
  /** Deadline of one load with all its retries. Default: 8. */
  readonly loadTimeoutSeconds?: number;
  /** How often a failed exchange is tried again within one load, unless the load before failed too. Default: 2. */
  readonly retries?: number;
  /** How long a request waits for the first set, or for an answer of `keySource`. Default: 5. */
  readonly coldWaitSeconds?: number;
  /** How long a request waits for a key that is not in the set, or for a set that nobody asked for in a while. Default: 3. */
  readonly unknownKidWaitSeconds?: number;
  /** How many fetches for unknown keys may follow one another at once. Default: 2. */
  readonly unknownKidBurst?: number;
  /** After how many seconds one more fetch for unknown keys is allowed. Default: 30. */
  readonly unknownKidIntervalSeconds?: number;
  /** How many unknown kids are remembered. Default: 1000. */
  readonly unknownKidEntries?: number;
  /** The largest body that is read, in bytes after decompression. Default: 524288. */
  readonly maxBodyBytes?: number;
  /** The largest JWK Set that is used, in keys. Default: 100. */
  readonly maxKeys?: number;
  /** The pause after a first failure; it doubles from there. Default: 1. */
  readonly minBackoffSeconds?: number;
  /** The longest pause between failures. Default: 60. */
  readonly maxBackoffSeconds?: number;
  /** How many loads that fail may follow one another at the pace of these pauses. Default: 10. */
  readonly outageBurst?: number;
  /** After how many seconds one more load is allowed beyond those. Default: 90. */
  readonly outageIntervalSeconds?: number;
  /** How long the metadata of an issuer are fresh. Default: 3600. */
  readonly metadataFreshSeconds?: number;
  /** The pause before metadata that could not be refreshed are asked for again. Default: 600. */
  readonly metadataPauseSeconds?: number;
}

/** What `createVerifier` takes. Unknown names, empty lists and contradictions are refused. */
export interface VerifierOptions<Claims = UntypedClaims> extends IssuerPolicyOptions {
  /** The trusted issuer, or several. A string stands for `{ issuer: string }`. */
  readonly issuer: string | IssuerOptions | readonly (string | IssuerOptions)[];
  /**
   * Rules of the application, asked in this order of tokens that have passed what is built in; only `cnf` and the scopes of
   * the route come after them. They can only deny.
   */
  readonly checks?: readonly Check<Claims>[];
  /** Validates and types `claims`: any Standard Schema (Zod, Valibot, ArkType, ...). A mismatch is a denial. */
  readonly claimsSchema?: StandardSchema<Claims>;
  /** How far clocks may differ when `exp`, `nbf` and `iat` are judged. Default: 5, at most 300. */
  readonly clockToleranceSeconds?: number;
  /**
   * Names the issuer to ask about a token that is no JWT, where prefixes do not tell; `undefined` for none. Do not log the token.
   */
  readonly chooseIssuer?: (token: string) => string | undefined;
  /** The longest token that is looked at, in bytes. Default: 16384. */
  readonly maxTokenBytes?: number;
  /** The protection space named in challenges (RFC 9110 §11.5). Default: `api`. */
  readonly realm?: string;
  /** How keys are fetched and kept. */
  readonly keys?: KeyOptions;
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Default: the platform's `fetch`. */
  readonly fetch?: Fetch;
  /** Takes events for logs and metrics. Default: none. */
  readonly onEvent?: EventListener;
  /** Name the reason of each denial to the client, in tests. See `@ostiary/core/danger`. */
  readonly [dangerouslyRevealReason]?: true;
}
