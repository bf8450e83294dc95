/** Conditions of one load of a JWK Set. */
export interface JwkSetRequest {
  /** The present, NumericDate seconds. */
  readonly now: number;
  /** Entity tag of the copy at hand, for a conditional request (RFC 9110 §8.8.3). */
  readonly etag?: string | undefined;
  /** Aborts when the answer is of no use any more. A load that goes on nevertheless is not waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** What a load brought. */
export type JwkSetResponse =
  | {
      readonly modified: true;
      /** The parsed JSON document, not yet judged: it need not be a JWK Set at all; `undefined` if it was no JSON object. */
      readonly document: unknown;
      /** For how many seconds from now the server says that the response may be kept; `undefined` if it does not say. */
      readonly maxAgeSeconds?: number | undefined;
      readonly etag?: string | undefined;
    }
  | { readonly modified: false; readonly maxAgeSeconds?: number | undefined };

/**
 * Brings the whole JWK Set of one issuer (RFC 7517 §5).
 *
 * Resolves with a document, or with `modified: false` when the copy named by `etag` still holds; that answer to a request
 * without `etag` counts as a failure. Rejects when none could be had: the keys at hand then stay in use for as long as
 * they may. Never resolves with `undefined`. Is asked again only after it has settled, or after
 * `loadTimeoutSeconds` have passed.
 */
export interface JwkSetSource {
  load(request: JwkSetRequest): Promise<JwkSetResponse>;
}
