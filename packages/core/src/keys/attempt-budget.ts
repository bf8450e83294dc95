/** How often something may be done that costs the issuer a request. */
export interface AttemptBudget {
  /** Takes one, if there is one left at `now`. */
  take(now: number): boolean;
  /** How long until there is one to take, in seconds; 0 if there is one at `now`. */
  waitSeconds(now: number): number;
}

/**
 * Creates a budget of `burst`, to which one is added every `intervalSeconds` up to `burst` again. Each is spent by the
 * attempt, however it ends. However far the clock is set back, one is there after `intervalSeconds`.
 */
export function createAttemptBudget(burst: number, intervalSeconds: number): AttemptBudget {
  const wholeSeconds = burst * intervalSeconds;
  // All of it is in one number: when the budget will be whole again.
  let wholeAt = Number.NEGATIVE_INFINITY;

  function afterTaking(now: number): number {
    // What would take longer to refill than an empty budget does was spent before the clock was set back.
    wholeAt = Math.min(wholeAt, now + wholeSeconds);
    return Math.max(wholeAt, now) + intervalSeconds;
  }

  return {
    take(now) {
      const after = afterTaking(now);
      if (after - now > wholeSeconds) return false;
      wholeAt = after;
      return true;
    },
    waitSeconds: (now) => Math.max(0, afterTaking(now) - now - wholeSeconds),
  };
}
