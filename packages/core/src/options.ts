import type { UntypedClaims } from "./access-token.js";
import type {
  dangerouslyAcceptMissingAudience,
  dangerouslyIgnoreIdTokenEvidence,
  dangerouslyRevealReason,
} from "./danger.js";
import type { EventListener } from "./events.js";
import type { AudienceRule, audienceRule } from "./options/audience-rule.js";
import type { IntrospectionOptions } from "./options/introspection-options.js";
import type { IssuerPolicyOptions } from "./options/issuer-policy-options.js";
import type { KeyOptions } from "./options/key-options.js";
import type { SignatureMemoryOptions } from "./options/signature-memory-options.js";
import type { Check } from "./seams/check.js";
import type { Clock } from "./seams/clock.js";
import type { Fetch } from "./seams/fetch.js";
import type { KeySource } from "./seams/key-source.js";
import type { StandardSchema } from "./seams/standard-schema.js";

export type { ClientAuthentication, IntrospectionOptions } from "./options/introspection-options.js";
export type {
  AudienceOption,
  IssuerPolicyOptions,
  PermissionClaim,
  TokenKindPolicy,
} from "./options/issuer-policy-options.js";
export type { KeyOptions } from "./options/key-options.js";
export type { SignatureMemoryOptions } from "./options/signature-memory-options.js";

/**
 * Which tokens of an issuer are taken, and who judges them.
 *
 * - `jwt`: JWTs alone, by the issuer's keys.
 * - `opaque`: tokens that are no JWTs alone, by introspection.
 * - `both`: each by its form.
 * - `introspect-all`: as `both`, and a JWT that has passed is asked about too: a revocation shows within `cacheSeconds`.
 */
export type TokenFormat = "jwt" | "opaque" | "both" | "introspect-all";

/** One trusted issuer. What is not said here is taken from the verifier's options; see {@link IssuerPolicyOptions}. */
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
  /** What a preset knows of the audiences; nothing for applications to give. */
  readonly [audienceRule]?: AudienceRule;
  /** Take a token without `aud` for one that names us. See `@ostiary/core/danger`. */
  readonly [dangerouslyAcceptMissingAudience]?: true;
  /** Take tokens that carry the marks of ID tokens. See `@ostiary/core/danger`. */
  readonly [dangerouslyIgnoreIdTokenEvidence]?: true;
}

/** A key that tokens may be encrypted to: ours alone, or shared with the authorization server (RFC 7516). */
export interface DecryptionKey {
  /** A private or symmetric JWK, or a `CryptoKey`. */
  readonly key: object;
  /** `alg` of the tokens it decrypts. Default: that of the JWK. */
  readonly algorithm?: KeyManagementAlgorithm;
  /** `kid` of the tokens it decrypts. Default: that of the JWK, else it is tried for every `kid`. */
  readonly keyId?: string;
}

/** How tokens may be encrypted to a key (RFC 7518 §4). What is missing here is not supported. */
export type KeyManagementAlgorithm =
  | "dir"
  | "RSA-OAEP"
  | "RSA-OAEP-256"
  | "ECDH-ES"
  | "ECDH-ES+A128KW"
  | "ECDH-ES+A256KW"
  | "A128KW"
  | "A256KW";

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
  /** What each scope grants besides itself: `{ "api:write": ["api:read"] }`. Default: none. */
  readonly impliedScopes?: Readonly<Record<string, readonly string[]>>;
  /** The keys that tokens may be encrypted to. Default: none, and encrypted tokens are refused. */
  readonly decryptionKeys?: readonly DecryptionKey[];
  /** The longest token that is looked at, in bytes. Default: 16384. */
  readonly maxTokenBytes?: number;
  /** The protection space named in challenges (RFC 9110 §11.5). Default: `api`. */
  readonly realm?: string;
  /** How keys are fetched and kept. */
  readonly keys?: KeyOptions;
  /** How many JWTs are remembered whose signatures have been checked; `false` for none. Default: 10000. */
  readonly signatureMemory?: false | SignatureMemoryOptions;
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Default: the platform's `fetch`. */
  readonly fetch?: Fetch;
  /** Takes events for logs and metrics. Default: none. */
  readonly onEvent?: EventListener;
  /** Name the reason of each denial to the client, in tests. See `@ostiary/core/danger`. */
  readonly [dangerouslyRevealReason]?: true;
}
