import type { Answer } from "./challenge.js";
import type { DenialReason } from "./outcome.js";

/** The `code` of every error this library throws. */
export type OstiaryErrorCode = "configuration" | "denied" | "unavailable" | "extension";

/** What every error of this library extends. `code` is stable; messages are not. */
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
 * `status` and `headers` are the answer to send. `reason` and `detail` are for the operator: do not send them.
 *
 * @see RFC 6750 §3
 */
export class DeniedError extends OstiaryError {
  override readonly name = "DeniedError";
  readonly code = "denied";
  readonly reason: DenialReason;
  readonly detail: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(reason: DenialReason, detail: string, answer: Answer) {
    super(`Access denied: ${reason}`);
    this.reason = reason;
    this.detail = detail;
    this.status = answer.status;
    this.headers = answer.headers;
  }
}

/**
 * The token could be neither accepted nor denied, because something this resource server depends
 * on did not answer. Says nothing about the token: a client that gets a new one fares no better.
 *
 * Answered with 503 and no challenge. `cause` holds the underlying failure, for the log only.
 */
export class UnavailableError extends OstiaryError {
  override readonly name = "UnavailableError";
  readonly code = "unavailable";
  readonly status = 503;
  readonly retryAfterSeconds: number;

  /**
   * @param message - For the operator: what did not answer.
   * @param options - `retryAfterSeconds`: when a client may try again, rounded up to whole seconds, at least 1
   *   (default 5). `cause`: the underlying failure.
   */
  constructor(message: string, options: { retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.retryAfterSeconds = Math.max(1, Math.ceil(options.retryAfterSeconds ?? 5));
  }
}

/**
 * Something the application handed in (a check, a schema, a key source) broke its contract. No token
 * is accepted or denied by it. `cause` holds what was thrown or answered.
 */
export class ExtensionError extends OstiaryError {
  override readonly name = "ExtensionError";
  readonly code = "extension";

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
  }
}
