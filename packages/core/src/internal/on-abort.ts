/**
 * Runs something when a signal aborts, at once if it has, and answers how to call that off.
 *
 * However many wait for one signal, it has one listener: platforms take more than a few for a leak, and warn.
 */
export function onAbort(signal: AbortSignal, run: () => void): () => void {
  if (signal.aborted) {
    run();
    return () => {};
  }
  const entry = { run };
  const entries = waitingFor(signal);
  entries.add(entry);
  return () => void entries.delete(entry);
}

function waitingFor(signal: AbortSignal): Set<Entry> {
  const known = waiting.get(signal);
  if (known !== undefined) return known;
  const entries = new Set<Entry>();
  waiting.set(signal, entries);
  const runAll = (): void => {
    waiting.delete(signal);
    for (const { run } of entries) run();
  };
  signal.addEventListener("abort", runAll, { once: true });
  return entries;
}

/** Each a thing of its own: the same function may wait twice. */
interface Entry {
  readonly run: () => void;
}

const waiting = new WeakMap<AbortSignal, Set<Entry>>();
