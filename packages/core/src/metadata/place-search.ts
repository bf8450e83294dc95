import { fetchJson } from "../internal/bounded-fetch.js";
import { FetchFailure, isTransient, pauseAskedFor } from "../internal/fetch-failure.js";
import { showUrl } from "../internal/show-url.js";
import type { KeyOptions } from "../options.js";
import type { Fetch } from "../seams/fetch.js";
import { type IssuerMetadata, type MetadataNeeds, type MetadataReading, readMetadata } from "./metadata-document.js";

/** Where metadata were found, and what they say. */
export interface Place extends IssuerMetadata {
  readonly url: string;
}

/** Where to look, and for how long. */
export interface PlaceSearch {
  /** In the order to try. */
  readonly urls: readonly string[];
  /** The place that was right last time, if there is one: it is tried first. */
  readonly known: string | undefined;
  /** Whether to go on after the known place answers with something else: it may have moved. */
  readonly mayHaveMoved: boolean;
  /** The present, NumericDate seconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Whose metadata are looked for, and how they are read. */
export interface PlaceSearchContext {
  readonly issuer: string;
  /** Default: the keys alone. */
  readonly needs?: MetadataNeeds | undefined;
  readonly fetch: Fetch;
  readonly options: Pick<Required<KeyOptions>, "attemptTimeoutSeconds" | "maxBodyBytes">;
}

/** None of the places has metadata of the issuer that can be used. */
export class UnusableMetadataError extends Error {
  override readonly name = "UnusableMetadataError";
}

/**
 * Looks for the metadata of an issuer, place by place.
 *
 * One that answers with something else than the metadata of this issuer is passed over for the next, whatever its
 * status: in front of a server below a path there may be one that answers 503 for all other paths. One that does not
 * answer at all (no connection, timeout) ends the search, since they share a host. So does
 * the known place, unless it says that there is nothing any more (4xx) or has metadata that are not right, or there is
 * reason to believe that it has moved: no error page or redirect in front of it says that.
 *
 * @returns The first place that is right; if the introspection endpoint is needed and none has it, the first that has the
 * keys. Rejects with an `UnusableMetadataError` if none is; with the `FetchFailure` of one that may be right later, so that the
 * search can be made again.
 */
export async function searchPlaces(search: PlaceSearch, context: PlaceSearchContext): Promise<Place> {
  const { urls, known, mayHaveMoved } = search;
  const problems: string[] = [];
  let transient: FetchFailure | undefined;
  let partial: Place | undefined;
  for (const url of known === undefined ? urls : new Set([known, ...urls])) {
    const reading = await readFrom(url, search, context);
    if (reading instanceof FetchFailure) {
      problems.push(`${showUrl(url)} cannot be used (${reading.message})`);
      if (isTransient(reading)) transient = toLonger(transient, reading);
      if (endsSearch(reading) || (url === known && !goesOn(reading, mayHaveMoved))) break;
    } else if ("problem" in reading) {
      problems.push(`${showUrl(url)} ${reading.problem}`);
      if (url === known && reading.isBroken === true && !mayHaveMoved) break;
      if (reading.partial !== undefined) partial ??= { url, ...reading.partial };
    } else return { url, ...reading };
  }
  if (partial !== undefined) return partial;
  const message = `There are no metadata of ${context.issuer} to use: ${problems.join("; ")}`;
  if (transient === undefined) throw new UnusableMetadataError(message);
  // Still a failure that may pass, but told with all that was seen: the cause may be at another place.
  throw new FetchFailure(transient.kind, message, transient);
}

/** What a place has, or why it cannot be told. */
async function readFrom(
  url: string,
  { now, signal }: PlaceSearch,
  { issuer, needs, fetch, options }: PlaceSearchContext,
): Promise<MetadataReading | FetchFailure> {
  const { attemptTimeoutSeconds: timeoutSeconds, maxBodyBytes } = options;
  try {
    const request = { now, signal, accept: "application/json", timeoutSeconds, maxBodyBytes };
    const { bytes } = await fetchJson(fetch, url, request);
    return readMetadata(bytes, issuer, needs);
  } catch (failure) {
    if (failure instanceof FetchFailure) return failure;
    throw failure;
  }
}

/** Of two failures that may pass, the one after which to wait longer. */
function toLonger(before: FetchFailure | undefined, after: FetchFailure): FetchFailure {
  return before !== undefined && pauseAskedFor(before) > pauseAskedFor(after) ? before : after;
}

/** Whether to look elsewhere although this place was right. Not for a failure that may pass, or where we are asked to wait. */
function goesOn(failure: FetchFailure, mayHaveMoved: boolean): boolean {
  if (isTransient(failure) || pauseAskedFor(failure) > 0) return false;
  return mayHaveMoved || (failure.kind === "status" && (failure.status ?? 0) >= 400);
}

/** The server does not answer, and the other places are on the same one. */
function endsSearch(failure: FetchFailure): boolean {
  return failure.kind === "network" || failure.kind === "timeout";
}
