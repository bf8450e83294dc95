import type { DenialReason, TokenKind } from "./outcome.js";

interface EventBase {
  /** When it happened, NumericDate seconds. */
  readonly at: number;
}

/** A token was verified. The route may still ask for a scope it does not grant: a `token.denied` follows then. */
export interface TokenAcceptedEvent extends EventBase {
  readonly type: "token.accepted";
  readonly issuer: string;
  readonly format: "jwt" | "opaque";
}

/** A request was denied; `detail` may quote claims, shortened and escaped, never the token. */
export interface TokenDeniedEvent extends EventBase {
  readonly type: "token.denied";
  readonly reason: DenialReason;
  readonly detail: string;
  /** What the token is instead of an access token, with `not_an_access_token` and `unexpected_type`, if known. */
  readonly tokenKind?: TokenKind;
}

/** A token could not be judged, because something did not answer. */
export interface TokenUnavailableEvent extends EventBase {
  readonly type: "token.unavailable";
  readonly detail: string;
  readonly cause: unknown;
}

/** The keys of an issuer were fetched; `keys` is how many can verify signatures. */
export interface KeysRefreshedEvent extends EventBase {
  readonly type: "keys.refreshed";
  readonly issuer: string;
  readonly keys: number;
  /** Counts the successful changes of the set, from 1. */
  readonly generation: number;
}

/** The keys of an issuer were taken over from a snapshot that was exported. */
export interface KeysImportedEvent extends EventBase {
  readonly type: "keys.imported";
  readonly issuer: string;
  readonly keys: number;
  readonly generation: number;
  /** When the issuer gave them, NumericDate seconds. */
  readonly fetchedAt: number;
}

/** The keys of an issuer could not be fetched. */
export interface KeysRefreshFailedEvent extends EventBase {
  readonly type: "keys.refresh_failed";
  readonly issuer: string;
  readonly cause: unknown;
  /** No further attempt is made before this instant, NumericDate seconds. */
  readonly nextAttemptAt: number;
}

/** A fetched document was not used, because it is no JWK Set or holds no usable key; or one key in it was left out. */
export interface KeysRejectedEvent extends EventBase {
  readonly type: "keys.rejected";
  readonly issuer: string;
  readonly detail: string;
}

/** Keys past their freshness are used, because no newer ones could be had. Sent once per outage. */
export interface KeysStaleServedEvent extends EventBase {
  readonly type: "keys.stale_served";
  readonly issuer: string;
  /** From this instant on requests are answered 503, NumericDate seconds. */
  readonly staleUntil: number;
}

/** Keys past their time are used no more, and no newer ones can be had: requests are answered 503. Sent once per outage. */
export interface KeysExpiredEvent extends EventBase {
  readonly type: "keys.expired";
  readonly issuer: string;
  /** When their time was over, NumericDate seconds. */
  readonly expiredAt: number;
}

/** There have never been keys of an issuer, and none can be had: requests are answered 503. Sent once. */
export interface KeysMissingEvent extends EventBase {
  readonly type: "keys.missing";
  readonly issuer: string;
}

/**
 * A token asked for a key that is not in the set. `refetched` says whether the budget allowed to look again; that it did not
 * is told once, until it does again.
 */
export interface KeysUnknownKidEvent extends EventBase {
  readonly type: "keys.unknown_kid";
  readonly issuer: string;
  readonly refetched: boolean;
}

/** A token could not be introspected. Not told for each request while the breaker is open. */
export interface IntrospectionFailedEvent extends EventBase {
  readonly type: "introspection.failed";
  readonly issuer: string;
  readonly cause: unknown;
}

/**
 * The introspection endpoint refused us, not the token: our client authentication or our rights there are wrong
 * (RFC 7662 §2.3). Requests are answered 503 until that is mended. Told in place of `introspection.failed`.
 */
export interface IntrospectionRefusedEvent extends EventBase {
  readonly type: "introspection.refused";
  readonly issuer: string;
  /** The status of the answer. */
  readonly status: number;
  /** The `error` of the answer, shortened and escaped, if it has one. */
  readonly error: string | undefined;
}

/** The endpoint has failed so often in a row, or has asked, that it is left alone until `until`, NumericDate seconds. */
export interface IntrospectionBreakerOpenedEvent extends EventBase {
  readonly type: "introspection.breaker_opened";
  readonly issuer: string;
  readonly until: number;
}

/** The endpoint answers again. */
export interface IntrospectionBreakerClosedEvent extends EventBase {
  readonly type: "introspection.breaker_closed";
  readonly issuer: string;
}

/** The metadata of an issuer were read. */
export interface MetadataRefreshedEvent extends EventBase {
  readonly type: "metadata.refreshed";
  readonly issuer: string;
  readonly url: string;
}

/** The metadata of an issuer could not be read. */
export interface MetadataRefreshFailedEvent extends EventBase {
  readonly type: "metadata.refresh_failed";
  readonly issuer: string;
  readonly cause: unknown;
}

/** A hook of the application that must not fail did. Nothing was accepted or denied by it. */
export interface HookFailedEvent extends EventBase {
  readonly type: "hook.failed";
  readonly hook: string;
  readonly cause: unknown;
}

/** What a verifier tells its operator. None of it holds a token, a key or a secret. */
export type OstiaryEvent =
  | TokenAcceptedEvent
  | TokenDeniedEvent
  | TokenUnavailableEvent
  | KeysRefreshedEvent
  | KeysImportedEvent
  | KeysRefreshFailedEvent
  | KeysRejectedEvent
  | KeysStaleServedEvent
  | KeysExpiredEvent
  | KeysMissingEvent
  | KeysUnknownKidEvent
  | IntrospectionFailedEvent
  | IntrospectionRefusedEvent
  | IntrospectionBreakerOpenedEvent
  | IntrospectionBreakerClosedEvent
  | MetadataRefreshedEvent
  | MetadataRefreshFailedEvent
  | HookFailedEvent;

/** Takes events. What it throws is ignored: a listener cannot fail a request. */
export type EventListener = (event: OstiaryEvent) => void;

/** Wraps a listener so that neither a throw nor a rejection of it reaches the request it was told about. */
export function toSafeListener(listener: EventListener): EventListener {
  return (event) => {
    try {
      const answer: unknown = listener(event);
      // Not `instanceof Promise`: a promise may come from another realm, or be of a kind of its own.
      if (answer !== undefined) Promise.resolve(answer).catch(() => {});
    } catch {
      // A listener is a spectator: there is nobody to tell.
    }
  };
}

/** The listener of those who do not listen. */
export const IGNORED: EventListener = () => {};

/** Lets adapters, which see only the verifier, tell its listener of a hook that failed. */
export const hookReporters: WeakMap<object, (hook: string, cause: unknown) => void> = new WeakMap();
