import type { JsonObject } from "../internal/json-object.js";

/** Conditions of one question. */
export interface IntrospectionRequest {
  /** The present, NumericDate seconds. */
  readonly now: number;
  /** Aborts when the answer is of no use any more. A call that goes on nevertheless is not waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** What the authorization server said of a token (RFC 7662 §2.2). */
export type IntrospectionResponse =
  | { readonly active: false }
  | {
      readonly active: true;
      /** The members of the answer besides `active`, of whatever types: not yet judged. */
      readonly claims: JsonObject;
    };

/**
 * Asks an authorization server what it knows of a token.
 *
 * Resolves with the answer; `active` is `true` only if the server said exactly that. Rejects when there was none to use,
 * the server not to be reached, or an answer that is not of the form: that says nothing of the token, and the request is
 * answered 503. Never resolves with `undefined`. Remembers nothing: caching is done above it.
 *
 * `introspectionClientContract` in `@ostiary/testing` holds an implementation to this.
 */
export interface IntrospectionClient {
  introspect(token: string, request: IntrospectionRequest): Promise<IntrospectionResponse>;
}
