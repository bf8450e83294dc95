/** Lets callers that want the same thing at the same time share one piece of work. */
export interface SingleFlight<T> {
  /** The work under way, if there is any that may be joined. */
  inFlight(now: number): Promise<T> | undefined;
  /** Joins the work under way, or starts it. A caller that stops waiting does not stop the work. */
  run(now: number, start: () => Promise<T>): Promise<T>;
}

/** As a single flight, for each of many things, told apart by a key. */
export interface KeyedFlights<T> {
  inFlight(key: string, now: number): Promise<T> | undefined;
  run(key: string, now: number, start: () => Promise<T>): Promise<T>;
}

/**
 * Creates a single flight.
 *
 * @param maxAgeSeconds - Work older than this is not joined any more but started anew. On some runtimes work that was
 *   begun for a request dies with it and never settles; without this limit it would block every request after it.
 */
export function createSingleFlight<T>(maxAgeSeconds: number): SingleFlight<T> {
  const flights = createKeyedFlights<T>(maxAgeSeconds);
  return {
    inFlight: (now) => flights.inFlight("", now),
    run: (now, start) => flights.run("", now, start),
  };
}

/**
 * Creates single flights by key. Each is forgotten when it has settled, or is too old to be joined: there are no more of
 * them than pieces of work that began within `maxAgeSeconds`.
 *
 * @param maxAgeSeconds - As for a single flight.
 */
export function createKeyedFlights<T>(maxAgeSeconds: number): KeyedFlights<T> {
  // In the order in which they began.
  const flights = new Map<string, Flight<T>>();

  function isTooOld({ startedAt }: Flight<T>, now: number): boolean {
    return Math.abs(now - startedAt) > maxAgeSeconds;
  }

  function inFlight(key: string, now: number): Promise<T> | undefined {
    const flight = flights.get(key);
    return flight === undefined || isTooOld(flight, now) ? undefined : flight.promise;
  }

  function forgetLost(now: number): void {
    for (const [key, flight] of flights) {
      if (!isTooOld(flight, now)) return;
      flights.delete(key);
    }
  }

  function run(key: string, now: number, start: () => Promise<T>): Promise<T> {
    const joined = inFlight(key, now);
    if (joined !== undefined) return joined;
    const mine = { promise: start(), startedAt: now };
    const land = (): void => {
      if (flights.get(key) === mine) flights.delete(key);
    };
    forgetLost(now);
    // One that is too old but not first in the order must go too, so that this one gets a place of its own.
    flights.delete(key);
    flights.set(key, mine);
    mine.promise.then(land, land);
    return mine.promise;
  }

  return { inFlight, run };
}

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly startedAt: number;
}
