/** Why an HTTP exchange brought nothing to use. */
export type FetchFailureKind = "network" | "timeout" | "redirect" | "status" | "too_large" | "content_type";

/**
 * An HTTP exchange brought nothing to use. Says nothing about tokens, and its message, which names the URL, is for
 * the operator alone.
 */
export class FetchFailure extends Error {
  override readonly name = "FetchFailure";
  readonly kind: FetchFailureKind;
  /** The status of the response; `undefined` when there was none. */
  readonly status: number | undefined;
  /** How long the server asked to be left alone (RFC 9110 §10.2.3), as it gave it. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: FetchFailureKind,
    message: string,
    details: { status?: number | undefined; retryAfterSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.kind = kind;
    this.status = details.status;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Whether the same exchange may well succeed a little later: no answer, 408, 429 or 5xx (RFC 9110 §15). */
export function isTransient(failure: unknown): boolean {
  if (!(failure instanceof FetchFailure)) return false;
  if (failure.kind === "network" || failure.kind === "timeout") return true;
  const { kind, status = 0 } = failure;
  return kind === "status" && (status === 408 || status === 429 || status >= 500);
}

/** How long the server asked to be left alone, in seconds: at most 60, and 0 if it did not ask. */
export function pauseAskedFor(failure: unknown): number {
  if (!(failure instanceof FetchFailure)) return 0;
  return Math.min(failure.retryAfterSeconds ?? 0, MAX_PAUSE_SECONDS);
}

const MAX_PAUSE_SECONDS = 60;
