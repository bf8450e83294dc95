/**
 * What lies further in the future than this shows that the clock was set back. By less it is merely corrected, and the
 * clocks of two requests that overlap may differ by the time they took.
 */
export const CLOCK_STEP_SECONDS = 5;
