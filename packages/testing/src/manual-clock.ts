import type { Clock } from "@ostiary/core";

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves by this many seconds; fractions and negative numbers are allowed. */
  advance(seconds: number): void;
  /** Moves to this instant, NumericDate seconds. */
  set(at: number): void;
}

/**
 * Makes a clock for tests. Give the same one to the test issuer and to the verifier (`verifierOptions()` does so).
 *
 * @param start - The first instant, NumericDate seconds. Default: 1800000000, which is 2027-01-15T08:00:00Z.
 */
export function manualClock(start: number = 1_800_000_000): ManualClock {
  let at = checkInstant(start);
  return {
    now: () => at,
    advance: (seconds) => {
      at = checkInstant(at + seconds);
    },
    set: (instant) => {
      at = checkInstant(instant);
    },
  };
}

function checkInstant(at: number): number {
  if (!Number.isFinite(at)) throw new RangeError(`Not an instant in NumericDate seconds: ${at}`);
  return at;
}
