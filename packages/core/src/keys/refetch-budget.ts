/** How often something may be done that strangers can cause. */
export interface RefetchBudget {
  /** Takes one, if there is one left at `now`. */
  take(now: number): boolean;
}

/**
 * Creates a budget of `burst`, to which one is added every `intervalSeconds` up to `burst` again. Each is spent by the
 * attempt, however it ends. There is no timer: the first one to ask after it has refilled gets it. However far the clock is
 * set back, one is there after `intervalSeconds`.
 */
export function createRefetchBudget(burst: number, intervalSeconds: number): RefetchBudget {
  // All of it is in one number: when the budget will be whole again.
  let wholeAt = Number.NEGATIVE_INFINITY;
  return {
    take(now: number): boolean {
      // What would take longer to refill than an empty budget does was spent before the clock was set back.
      wholeAt = Math.min(wholeAt, now + burst * intervalSeconds);
      const after = Math.max(wholeAt, now) + intervalSeconds;
      if (after - now > burst * intervalSeconds) return false;
      wholeAt = after;
      return true;
    },
  };
}
