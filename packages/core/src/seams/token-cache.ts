import type { IntrospectionResponse } from "./introspection-client.js";

/** An answer that is remembered. It is plain JSON, so that it can be kept outside the process. */
export interface CachedIntrospection {
  readonly response: IntrospectionResponse;
  /** When the question was asked that it answers, NumericDate seconds. Each reader decides how old an answer it takes. */
  readonly answeredAt: number;
  /** From this instant on it must not be used any more, NumericDate seconds. */
  readonly expiresAt: number;
}

/**
 * Remembers what introspection said of active tokens; what was said of others is remembered elsewhere.
 *
 * `key` is a digest of the token, its issuer and who asks, never the token. `get` answers `undefined` for what is not there, or
 * not any more: forgetting is always allowed, and an entry past its `expiresAt` is not used even if it is answered. What either
 * rejects with or throws counts as a miss and is told as an event (`hook.failed`): a cache cannot fail a request. An answer may come
 * directly, without a promise.
 *
 * Instances share answers only if they ask the same place as the same `clientId`, or with the same bearer token. With a `client`
 * of the application, a bearer token from a function, or the method `none` without `clientId`, nobody can tell who asks, and a
 * server may tell others something else (RFC 7662 §2.2): each instance then has keys of its own.
 *
 * `tokenCacheContract` in `@ostiary/testing` holds an implementation to this.
 */
export interface TokenCache {
  get(key: string, now: number): CachedIntrospection | undefined | Promise<CachedIntrospection | undefined>;
  set(key: string, entry: CachedIntrospection, now: number): void | Promise<void>;
}
