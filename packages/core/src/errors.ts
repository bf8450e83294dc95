import type { Answer } from "./challenge.js";
import type { DenialReason, TokenKind } from "./outcome.js";

/** The `code` of every error this library throws. */
export type OstiaryErrorCode = "configuration" | "denied" | "unavailable" | "extension";

/**
 * What every error of this library extends. `code` is stable.
 *
 * Frameworks like to send the message of an error that reaches them. So the messages of errors that a request can cause are
 * fixed sentences that a client may read; what happened is in members of their own.
 */
export abstract class OstiaryError extends Error {
  abstract readonly code: OstiaryErrorCode;
}

/**
 * The options are wrong. Thrown while the application starts, never because of a request.
 *
 * `problems` names everything that is wrong at once, each with the way to mend it.
 */
export class ConfigurationError extends OstiaryError {
  override readonly name = "ConfigurationError";
  readonly code = "configuration";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      problems.length === 1
        ? `Wrong options: ${problems[0]}`
        : `Wrong options:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
    this.problems = Object.freeze([...problems]);
  }
}

/**
 * The client is at fault: no token, a bad one, or one that is not enough for the route.
 *
 * `status`, `headers` and `body` are the answer to send. `reason`, `detail` and `tokenKind` are for the operator: do not send
 * them.
 *
 * @see RFC 6750 §3
 */
export class DeniedError extends OstiaryError {
  override readonly name = "DeniedError";
  readonly code = "denied";
  readonly reason: DenialReason;
  readonly detail: string;
  /** What the token is instead of an access token, with the reasons `not_an_access_token` and `unexpected_type`, if known. */
  readonly tokenKind: TokenKind | undefined;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;

  /** @param answer - What to send, and, for the operator, what the token is instead. */
  constructor(reason: DenialReason, detail: string, answer: Answer & { readonly tokenKind?: TokenKind | undefined }) {
    super("The access token was not accepted");
    this.reason = reason;
    this.detail = detail;
    this.tokenKind = answer.tokenKind;
    this.status = answer.status;
    this.headers = answer.headers;
    this.body = answer.body;
  }
}

/** What is behind an error, for the log only. */
export interface ErrorCause {
  readonly cause?: unknown;
}

/**
 * The token could be neither accepted nor denied, because something this resource server depends
 * on did not answer. Says nothing about the token: a client that gets a new one fares no better.
 *
 * Answered with 503 and no challenge. `detail` and `cause` are for the operator: do not send them.
 */
export class UnavailableError extends OstiaryError {
  override readonly name = "UnavailableError";
  readonly code = "unavailable";
  readonly status = 503;
  /** What did not answer. */
  readonly detail: string;
  /** When a client may try again: whole seconds, from 1 to 86400. */
  readonly retryAfterSeconds: number;

  /** `Retry-After` and `Cache-Control`: frameworks that send the fields of an error send these. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param options - `retryAfterSeconds`, rounded up to whole seconds, from 1 to 86400. Default: 5. */
  constructor(detail: string, options: ErrorCause & { readonly retryAfterSeconds?: number } = {}) {
    super("The access token could not be checked now", toCause(options));
    this.detail = detail;
    this.retryAfterSeconds = toRetryAfter(options.retryAfterSeconds);
    this.headers = Object.freeze({ "Retry-After": String(this.retryAfterSeconds), "Cache-Control": "no-store" });
  }
}

/**
 * Something the application handed in (a check, a schema, a clock, a key source) broke its contract. No token
 * is accepted or denied by it. `detail` names it; `cause` holds what was thrown or answered.
 */
export class ExtensionError extends OstiaryError {
  override readonly name = "ExtensionError";
  readonly code = "extension";
  /** Which hook did what. */
  readonly detail: string;

  constructor(detail: string, options: ErrorCause = {}) {
    super("A hook of the access token verifier broke its contract", toCause(options));
    this.detail = detail;
  }
}

function toRetryAfter(seconds = 5): number {
  return Number.isNaN(seconds) ? 5 : Math.min(Math.max(1, Math.ceil(seconds)), 86_400);
}

/** Without a cause there is to be no member of that name, as in errors of the platform. */
function toCause(options: ErrorCause): ErrorOptions | undefined {
  return "cause" in options ? { cause: options.cause } : undefined;
}
