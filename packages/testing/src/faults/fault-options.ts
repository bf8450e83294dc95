import { checkNames, suggest } from "../check-names.js";
import { keyFaults } from "./key-faults.js";
import type { KeyFaultName } from "./key-faults.js";

/** Where a fault can be. */
export type FaultPlace = "jwks" | "metadata" | "introspection" | "both" | "everywhere";

/** How a fault is to be. */
export interface FaultOptions {
  /**
   * What it concerns: one place, `both` documents (metadata and JWK Set), or `everywhere`, the introspection endpoint included.
   * Default: `both`. Faults of the keys, and `slow_tls`, are always of the JWK Set: another place alone is refused for them.
   */
  readonly at?: FaultPlace;
  /** How many of the next requests fail, until all is good again. A whole number from 1. Default: all. */
  readonly times?: number;
  /**
   * The seconds of a `Retry-After`, a whole number from 0; for `status_500`, `status_503` and `status_429`. Default: 30
   * for `status_429`, no such field for the others.
   */
  readonly retryAfterSeconds?: number;
}

/** A fault that has been asked for, complete. */
export interface ChosenFault {
  readonly name: KeyFaultName;
  readonly at: FaultPlace;
  /** `Infinity` for all. */
  readonly times: number;
  readonly retryAfterSeconds: number | undefined;
}

/** @throws TypeError - there is no such fault, or it cannot be had so. */
export function parseFault(name: KeyFaultName, options: FaultOptions): ChosenFault {
  const fault = keyFaults.find((row) => row.name === name);
  if (fault === undefined) {
    throw new TypeError(`There is no fault ${JSON.stringify(name)}${suggest(name, NAMES)}`);
  }
  checkNames(options, OPTION_NAMES, "fail()");
  const isOfSet = fault.kind === "set" || name === "slow_tls";
  const { at = isOfSet ? "jwks" : "both", times = Number.POSITIVE_INFINITY } = options;
  if (!PLACES.includes(at)) throw new TypeError(`at must be one of ${PLACES.join(", ")}`);
  if (isOfSet && (at === "metadata" || at === "introspection")) {
    throw new TypeError(
      `${name} concerns the JWK Set, and cannot be at the ${at === "metadata" ? at : "introspection endpoint"}`,
    );
  }
  if (!isWholeFrom(1, times) && options.times !== undefined) {
    throw new TypeError("times must be a whole number from 1; leave it out for a fault that lasts");
  }
  return { name, at: isOfSet ? "jwks" : at, times, retryAfterSeconds: parseRetryAfter(name, options) };
}

function parseRetryAfter(name: KeyFaultName, { retryAfterSeconds }: FaultOptions): number | undefined {
  if (retryAfterSeconds === undefined) return name === "status_429" ? 30 : undefined;
  if (!name.startsWith("status_")) throw new TypeError(`retryAfterSeconds goes with a status, and ${name} has none`);
  if (isWholeFrom(0, retryAfterSeconds)) return retryAfterSeconds;
  throw new TypeError("retryAfterSeconds must be a whole number from 0");
}

function isWholeFrom(least: number, value: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

const PLACES: readonly unknown[] = ["jwks", "metadata", "introspection", "both", "everywhere"];
const NAMES = keyFaults.map(({ name }) => name);
const OPTION_NAMES = ["at", "times", "retryAfterSeconds"] as const;
