import { presentToken } from "../defects/find-form.js";
import { nowOf } from "../defects/token-parts.js";
import { MOST_LEEWAY_SECONDS } from "./audit-defects.js";
import type { AuditTools } from "./audit-step.js";

/** Tokens that are to be over soon live so long. */
export const SHORT_LIFE_SECONDS = 10;

/** So much later, and no earlier, every API must take them for expired. */
export const UNTIL_OVER_SECONDS: number = SHORT_LIFE_SECONDS + MOST_LEEWAY_SECONDS + 1;

/**
 * Moves the clock, if the API goes by it too: it must refuse a token that is over by now, which it has never seen, and accept a new
 * one. Otherwise the clock is put back.
 *
 * @param seconds - At least {@link UNTIL_OVER_SECONDS}.
 * @returns Whether so much time has passed for the API.
 */
export async function passTime({ ask, setting }: AuditTools, seconds: number): Promise<boolean> {
  const { clock, source } = setting;
  if (clock === undefined) return false;
  const overSoon = source.issue({ exp: nowOf(source) + SHORT_LIFE_SECONDS });
  clock.advance(seconds);
  const isShared =
    !(await ask(presentToken(overSoon))).isAccepted && (await ask(presentToken(source.issue()))).isAccepted;
  if (!isShared) clock.advance(-seconds);
  return isShared;
}

/** Waits, in real time. */
export function waitSeconds(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });
}

/** Why time cannot be made to pass, to be read after a colon. */
export const CLOCK_STANDS =
  "the clock of the issuer cannot be moved; make it with manualClock(), and give the API the same";
export const CLOCK_NOT_SHARED =
  "the API does not go by the clock of the issuer, or accepts what has expired; give it the clock of verifierOptions()";
