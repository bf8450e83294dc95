import type { Clock } from "@ostiary/core";

/** The time, which can be put forward: nobody likes to wait a minute for a demo. */
export interface MovingClock extends Clock {
  advance(seconds: number): void;
}

export function createClock(): MovingClock {
  let ahead = 0;
  return {
    now: () => Date.now() / 1000 + ahead,
    advance: (seconds) => {
      ahead += seconds;
    },
  };
}
