import type { dangerouslyAcceptMissingAudience } from "../danger.js";
import type { SignatureAlgorithm } from "../internal/algorithms.js";
import type { IntrospectionClient } from "../seams/introspection-client.js";
import type { TokenCache } from "../seams/token-cache.js";
import type { TokenKindPolicy } from "./issuer-policy-options.js";
import type { PresetTokenKind, presetTokenKind } from "./preset-token-kind.js";

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
  /**
   * How much evidence it takes to call an introspected token an access token; `rfc9068` asks as much as `strict`, and all claims
   * that RFC 9068 §2.2 requires. Default: that of the issuer; with some presets, what fits as long as the issuer has that of
   * the preset.
   */
  readonly tokenKind?: TokenKindPolicy;
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
  /** What a preset knows of the evidence in answers. */
  readonly [presetTokenKind]?: PresetTokenKind;
}
