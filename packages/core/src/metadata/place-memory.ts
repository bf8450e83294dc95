import { CLOCK_STEP_SECONDS } from "../internal/clock-step.js";
import { pauseAskedFor } from "../internal/fetch-failure.js";
import type { KeyOptions } from "../options.js";
import type { Place } from "./place-search.js";

/** What an answer asks for: to read the metadata before it, to read them beside it, or neither. */
export type Due = "first" | "beside" | "nothing";

/** What is known of the metadata of one issuer, and when they are to be read. Instants are NumericDate seconds. */
export interface PlaceMemory {
  /** The place read last; `undefined` before the first. */
  readonly known: Place | undefined;
  due(now: number): Due;
  /** Whether the known place itself is in question: it led nowhere, or could not be read for long. */
  mayHaveMoved(now: number): boolean;
  /** The metadata asked for at `now` were read. */
  keep(place: Place, now: number): void;
  /** The metadata asked for at `now` could not be read. What is known stays. */
  noteFailure(cause: unknown, now: number): void;
  /** Nothing was found at `jwksUri`. Counts only while that is what is known. */
  doubt(jwksUri: string): void;
  /** Whether there is anything at `jwksUri` could not be told. Counts only while that is what is known. */
  suspect(jwksUri: string | undefined): void;
}

/**
 * Creates the memory of where the keys of one issuer are.
 *
 * What is known is fresh for `metadataFreshSeconds`, then to be read beside the answers; not before
 * `metadataPauseSeconds` after a failure, or what the server asked for if that is longer. What is doubted is to be read
 * first, but not before a minute has passed since it was last asked for, and with each doubt in a row that led nowhere
 * new after twice as long, up to `metadataPauseSeconds`. What is suspected is to be read beside the answers
 * `metadataPauseSeconds` after it was last asked for: a place that does not answer may have been named by mistake. An instant in the future, from before the clock was set
 * back, delays nothing.
 */
export function createPlaceMemory(
  options: Pick<Required<KeyOptions>, "metadataFreshSeconds" | "metadataPauseSeconds">,
): PlaceMemory {
  const { metadataFreshSeconds, metadataPauseSeconds } = options;
  let known: Place | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let pauseSeconds = 0;
  let isSuspected = false;
  const doubt = createDoubt(Math.max(DOUBT_PAUSE_SECONDS, metadataPauseSeconds));

  return {
    get known() {
      return known;
    },
    due(now) {
      if (known === undefined) return "first";
      if (doubt.isThere && !isWithin(doubt.pauseSeconds, askedAt, now)) return "first";
      const freshSeconds = isSuspected ? metadataPauseSeconds : metadataFreshSeconds;
      if (isWithin(freshSeconds, readAt, now) || isWithin(pauseSeconds, askedAt, now)) return "nothing";
      return "beside";
    },
    mayHaveMoved: (now) => doubt.isThere || !isWithin(2 * metadataFreshSeconds, readAt, now),
    keep(place, now) {
      doubt.end(place.jwksUri === known?.jwksUri);
      known = place;
      readAt = now;
      askedAt = now;
      pauseSeconds = 0;
      isSuspected = false;
    },
    noteFailure(cause, now) {
      if (doubt.isThere) doubt.end(true);
      askedAt = now;
      pauseSeconds = Math.max(metadataPauseSeconds, pauseAskedFor(cause));
    },
    doubt(jwksUri) {
      if (jwksUri === known?.jwksUri) doubt.begin();
    },
    suspect(jwksUri) {
      if (jwksUri === known?.jwksUri) isSuspected = true;
    },
  };
}

interface Doubt {
  readonly isThere: boolean;
  /** How long it waits. */
  readonly pauseSeconds: number;
  begin(): void;
  /** The metadata were read; `inVain` if that led nowhere new. */
  end(inVain: boolean): void;
}

/** Waits twice as long after each doubt that was in vain, up to `longest`. */
function createDoubt(longest: number): Doubt {
  let isThere = false;
  let pauseSeconds = DOUBT_PAUSE_SECONDS;
  return {
    get isThere() {
      return isThere;
    },
    get pauseSeconds() {
      return pauseSeconds;
    },
    begin() {
      isThere = true;
    },
    end(inVain) {
      pauseSeconds = isThere && inVain ? Math.min(2 * pauseSeconds, longest) : DOUBT_PAUSE_SECONDS;
      isThere = false;
    },
  };
}

/** Whether `now` is less than `seconds` after an instant. One from the future is not believed, unless the clock was merely corrected. */
function isWithin(seconds: number, since: number, now: number): boolean {
  return now - since < seconds && since - now <= CLOCK_STEP_SECONDS;
}

/**
 * How long a doubt waits at first, counted from when the metadata were last asked for. A minute is the longest pause that a
 * server can ask for and, by default, the longest between two loads of keys at the start of an outage, so a move is found
 * almost as soon as there is a load that can use it. It does not stay a minute, because later loads are further apart than
 * that: a `jwks_uri` that answers 404 for an hour is doubted by each of them, and if each read the metadata first,
 * that would double the requests, or more where they are looked for in several places.
 */
const DOUBT_PAUSE_SECONDS = 60;
