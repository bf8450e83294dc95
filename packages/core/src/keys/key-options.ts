import { isNumberWithin } from "../internal/option-problems.js";
import type { KeyOptions } from "../options.js";

/** What counts where an application says nothing. */
export const KEY_DEFAULTS: Required<KeyOptions> = Object.freeze({
  freshSeconds: 600,
  minFreshSeconds: 60,
  maxFreshSeconds: 3600,
  staleSeconds: 3600,
  idleSeconds: 3600,
  attemptTimeoutSeconds: 3,
  loadTimeoutSeconds: 8,
  retries: 2,
  coldWaitSeconds: 5,
  unknownKidWaitSeconds: 3,
  unknownKidBurst: 2,
  unknownKidIntervalSeconds: 30,
  unknownKidEntries: 1000,
  maxBodyBytes: 524_288,
  maxKeys: 100,
  minBackoffSeconds: 1,
  maxBackoffSeconds: 60,
  outageBurst: 10,
  outageIntervalSeconds: 90,
  metadataFreshSeconds: 3600,
  metadataPauseSeconds: 600,
});

/**
 * Says everything that is wrong with the numbers, each alone and against the others. Names that are no option at all are
 * not looked at.
 */
export function checkKeyOptions(options: KeyOptions): string[] {
  const chosen: Required<KeyOptions> = { ...KEY_DEFAULTS, ...options };
  const names = Object.keys(BOUNDS) as (keyof KeyOptions)[];
  const problems = names.flatMap((name) => checkNumber(name, chosen[name]));
  for (const [lower, upper] of ORDERED) {
    const areNumbers = typeof chosen[lower] === "number" && typeof chosen[upper] === "number";
    if (areNumbers && chosen[lower] > chosen[upper]) {
      const contradiction = `keys.${lower} (${chosen[lower]}) must not be above keys.${upper} (${chosen[upper]})`;
      problems.push(`${contradiction}: lower the one or raise the other`);
    }
  }
  return problems;
}

function checkNumber(name: keyof KeyOptions, value: unknown): string[] {
  const { least, most, whole } = BOUNDS[name];
  if (isNumberWithin(value, least, most) && (!whole || Number.isInteger(value))) return [];
  return [`keys.${name} must be a ${whole ? "whole " : ""}number from ${least} to ${most}`];
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

const seconds = (least: number, most: number): Bounds => ({ least, most, whole: false });
const count = (least: number, most: number): Bounds => ({ least, most, whole: true });

const DAY = 86_400;
// A server that is back must be found before the keys at hand are too old.
const HOUR = 3600;
// What becomes a timer stays far below the 2^31 milliseconds from which timers fire at once.
const LONGEST_WAIT = 300;

const BOUNDS: Readonly<Record<keyof KeyOptions, Bounds>> = {
  freshSeconds: seconds(1, DAY),
  minFreshSeconds: seconds(1, DAY),
  maxFreshSeconds: seconds(1, DAY),
  staleSeconds: seconds(0, 7 * DAY),
  idleSeconds: seconds(0, 7 * DAY),
  attemptTimeoutSeconds: seconds(0.01, LONGEST_WAIT),
  loadTimeoutSeconds: seconds(0.01, LONGEST_WAIT),
  retries: count(0, 10),
  coldWaitSeconds: seconds(0, LONGEST_WAIT),
  unknownKidWaitSeconds: seconds(0, LONGEST_WAIT),
  unknownKidBurst: count(1, 100),
  unknownKidIntervalSeconds: seconds(1, DAY),
  unknownKidEntries: count(1, 100_000),
  maxBodyBytes: count(1, 67_108_864),
  maxKeys: count(1, 10_000),
  minBackoffSeconds: seconds(0.01, HOUR),
  maxBackoffSeconds: seconds(0.01, HOUR),
  outageBurst: count(1, 1000),
  outageIntervalSeconds: seconds(0.01, HOUR),
  metadataFreshSeconds: seconds(1, 7 * DAY),
  metadataPauseSeconds: seconds(0.01, DAY),
};

const ORDERED: readonly (readonly [keyof KeyOptions, keyof KeyOptions])[] = [
  ["minFreshSeconds", "maxFreshSeconds"],
  ["minFreshSeconds", "freshSeconds"],
  ["freshSeconds", "maxFreshSeconds"],
  ["attemptTimeoutSeconds", "loadTimeoutSeconds"],
  ["coldWaitSeconds", "loadTimeoutSeconds"],
  ["unknownKidWaitSeconds", "loadTimeoutSeconds"],
  ["minBackoffSeconds", "maxBackoffSeconds"],
  ["metadataPauseSeconds", "metadataFreshSeconds"],
];
