import { onAbort } from "./on-abort.js";

/**
 * Waits for `promise`, at most `seconds`; then rejects with what `expired` makes. Whatever is behind the promise goes on.
 */
export async function settleWithin<T>(promise: Promise<T>, seconds: number, expired: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(expired()), seconds * 1000);
  });
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for so long, or until the signal aborts. */
export async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(wake, seconds * 1000);
    const callOff = onAbort(signal, wake);
    function wake(): void {
      clearTimeout(timer);
      callOff();
      resolve();
    }
  });
}

/** When work must end, besides its own deadline, and with which error. */
export interface Expiry {
  /** Makes the error to reject with. */
  readonly expired: () => Error;
  /** An outer deadline. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` with a signal that aborts after `seconds`, or with the outer signal. Rejects at that moment also if the work
 * takes no notice of its signal.
 */
export async function runWithin<T>(
  seconds: number,
  work: (signal: AbortSignal) => Promise<T>,
  { expired, signal: outer }: Expiry,
): Promise<T> {
  if (outer?.aborted === true) throw expired();
  const controller = new AbortController();
  let expire!: () => void;
  const expiry = new Promise<never>((_, reject) => {
    expire = () => {
      // Rejected first, so that it is our error that is seen and not what the abort makes of the work.
      reject(expired());
      controller.abort();
    };
  });
  const timer = setTimeout(expire, seconds * 1000);
  const callOff = outer && onAbort(outer, expire);
  try {
    return await Promise.race([work(controller.signal), expiry]);
  } finally {
    clearTimeout(timer);
    callOff?.();
  }
}
