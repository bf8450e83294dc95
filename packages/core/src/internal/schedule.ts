/**
 * Runs something once, after so many seconds, if the process still lives then. Answers how to call it off.
 *
 * It never keeps a process alive. Where a timer would, or where there is nothing that lives on between two requests, nothing
 * is run at all: whatever is scheduled must also be done by the next one who comes.
 */
export type Schedule = (seconds: number, run: () => void) => () => void;

/** The timers of the platform: of those that can let a process go. */
export const platformSchedule: Schedule = (seconds, run) => {
  const timer: unknown = setTimeout(run, Math.min(seconds, LONGEST_SECONDS) * 1000);
  const cancel = (): void => clearTimeout(timer as Parameters<typeof clearTimeout>[0]);
  if (!letGo(timer)) cancel();
  return cancel;
};

/** Node and Bun give an object for a timer, Deno a number. */
function letGo(timer: unknown): boolean {
  const { unref } = Object(timer) as { readonly unref?: unknown };
  if (typeof unref === "function") {
    Reflect.apply(unref, timer, []);
    return true;
  }
  const { Deno: deno } = globalThis as { readonly Deno?: { readonly unrefTimer?: (id: unknown) => void } };
  deno?.unrefTimer?.(timer);
  return typeof deno?.unrefTimer === "function";
}

/** A longer one would fire at once: timers count milliseconds in 31 bits. */
const LONGEST_SECONDS = 86_400;
