import { ExtensionError, UnavailableError } from "../errors.js";
import type { KeyQuery } from "../seams/key-source.js";
import type { IssuerHealth } from "./issuer-health.js";
import { toKnownKey } from "./known-key.js";

/** What is held against a key source of the application's own. */
export type SourceVerdict = Pick<IssuerHealth, "state" | "lastErrorClass" | "lastError">;

/** Tells by the answers of a key source how it is. Asks nothing itself. */
export interface SourceJudge {
  /** Takes note of a question now, and of how it ends when that is told. */
  hear(query: KeyQuery): { readonly answered: (found: unknown) => void; readonly failed: (failure: unknown) => void };
  verdict(): SourceVerdict;
  /** Which question decides, if anything is held against the source or it has not answered yet; else `undefined`. */
  touchstone(): KeyQuery | undefined;
  isTouchstone(query: KeyQuery): boolean;
}

/**
 * Creates the judge of one key source.
 *
 * A stranger chooses the `kid`, and so may choose the very thing that the source cannot answer, or one that it answers
 * while all else fails. So one question decides, the touchstone: that which last found a key, as no invention does; and as
 * long as none has, one for a harmless name.
 *
 * - It fails with an `UnavailableError`, or late: `down`. With anything else, or with what is no key: `degraded`.
 * - Another question fails: there is reason to put the touchstone. Until it is answered, nothing else changes if a key has
 *   been found; else the source is `degraded`.
 * - A key is found, or the touchstone answered: `fresh`. As long as no key has been found, any answer does it.
 */
export function createSourceJudge(issuer: string): SourceJudge {
  let lastFound: KeyQuery | undefined;
  let trouble: Trouble | undefined;
  /** How often the source has shown that it is well. */
  let recoveries = 0;

  function isTouchstone({ alg, kid }: KeyQuery): boolean {
    return lastFound === undefined ? kid === HARMLESS_KID : lastFound.kid === kid && lastFound.alg === alg;
  }

  function hear(query: KeyQuery): ReturnType<SourceJudge["hear"]> {
    const recoveriesBefore = recoveries;
    const failed = (failure: unknown): void => {
      // If the source has shown meanwhile that it is well, that is the newer news.
      if (recoveriesBefore !== recoveries) return;
      const decides = isTouchstone(query);
      if (decides || trouble?.decides !== true) trouble = { failure, decides, alg: query.alg };
    };
    const answered = (found: unknown): void => {
      const defect = findDefect(found, issuer);
      if (defect !== undefined) return failed(defect);
      if (found === undefined && lastFound !== undefined && !isTouchstone(query)) return;
      lastFound = found === undefined ? undefined : query;
      trouble = undefined;
      recoveries += 1;
    };
    return { answered, failed };
  }

  function verdict(): SourceVerdict {
    if (trouble === undefined || (!trouble.decides && lastFound !== undefined)) return FRESH;
    const { decides, failure } = trouble;
    const state = decides && failure instanceof UnavailableError ? "down" : "degraded";
    return { state, lastErrorClass: "other", lastError: describe(failure) };
  }

  function touchstone(): KeyQuery | undefined {
    const isKnownToBeWell = trouble === undefined && recoveries > 0;
    return isKnownToBeWell ? undefined : (lastFound ?? { alg: trouble?.alg ?? "ES256", kid: HARMLESS_KID });
  }

  return { hear, verdict, touchstone, isTouchstone };
}

interface Trouble {
  readonly failure: unknown;
  /** Whether the touchstone brought it out. */
  readonly decides: boolean;
  readonly alg: string;
}

function findDefect(found: unknown, issuer: string): unknown {
  try {
    toKnownKey(found, issuer);
    return undefined;
  } catch (defect) {
    return defect;
  }
}

function describe(failure: unknown): string {
  if (failure instanceof UnavailableError || failure instanceof ExtensionError) return failure.detail;
  return failure instanceof Error ? failure.message : "it failed with something that is no Error";
}

const FRESH: SourceVerdict = { state: "fresh", lastErrorClass: undefined, lastError: undefined };

/** What is asked for while no key has been found: nothing that a store can take offence at. */
export const HARMLESS_KID = "ostiary-health";
