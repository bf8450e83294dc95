/** Lets callers that want the same thing at the same time share one piece of work. */
export interface SingleFlight<T> {
  /** The work under way, if there is any that may be joined. */
  inFlight(now: number): Promise<T> | undefined;
  /** Joins the work under way, or starts it. A caller that stops waiting does not stop the work. */
  run(now: number, start: () => Promise<T>): Promise<T>;
}

/**
 * Creates a single flight.
 *
 * @param maxAgeSeconds - Work older than this is not joined any more but started anew. On some runtimes work that was
 *   begun for a request dies with it and never settles; without this limit it would block every request after it.
 */
export function createSingleFlight<T>(maxAgeSeconds: number): SingleFlight<T> {
  let flight: { readonly promise: Promise<T>; readonly startedAt: number } | undefined;

  function inFlight(now: number): Promise<T> | undefined {
    if (flight === undefined || Math.abs(now - flight.startedAt) > maxAgeSeconds) return undefined;
    return flight.promise;
  }

  function run(now: number, start: () => Promise<T>): Promise<T> {
    const joined = inFlight(now);
    if (joined !== undefined) return joined;
    const mine = { promise: start(), startedAt: now };
    const land = (): void => {
      if (flight === mine) flight = undefined;
    };
    flight = mine;
    mine.promise.then(land, land);
    return mine.promise;
  }

  return { inFlight, run };
}
