import type { EventListener } from "../events.js";
import { fetchJson } from "../internal/bounded-fetch.js";
import { FetchFailure, isTransient, pauseAskedFor } from "../internal/fetch-failure.js";
import { createSingleFlight } from "../internal/single-flight.js";
import type { KeyOptions } from "../options.js";
import type { Clock } from "../seams/clock.js";
import type { Fetch } from "../seams/fetch.js";
import { type MetadataReading, readMetadata } from "./metadata-document.js";
import { toMetadataUrls } from "./metadata-urls.js";

/** Conditions of one question. */
export interface LocateRequest {
  /** The present, NumericDate seconds. */
  readonly now: number;
  /** Aborts when the answer is of no use any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Knows where the JWK Set of one issuer is. */
export interface JwksUriSource {
  /** Says where. Rejects when that cannot be told. */
  locate(request: LocateRequest): Promise<string>;
  /** Nothing was found there: make sure before the next answer. */
  doubt(): void;
}

/** Whose metadata they are and how to get them. */
export interface MetadataOptions {
  readonly issuer: string;
  /** The one place to look at. Default: the well-known places of the issuer. */
  readonly metadataUrl?: string | undefined;
  readonly options: Pick<Required<KeyOptions>, "attemptTimeoutSeconds" | "loadTimeoutSeconds" | "maxBodyBytes">;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Takes events; must not throw. */
  readonly emit: EventListener;
}

/** None of the places has metadata of the issuer that can be used. */
class UnusableMetadataError extends Error {
  override readonly name = "UnusableMetadataError";
}

/**
 * Finds the `jwks_uri` of an issuer in its metadata, which are read when first needed, kept for an hour, and then read
 * again when next asked for. While that fails, the answer is the last one known.
 *
 * The place that was right last time is tried first. One that answers with something else than the metadata of this
 * issuer is passed over for the next, whatever its status: in front of a server below a path there may be one that
 * answers 503 for all other paths. One that does not answer at all (no connection, timeout) ends the search, since they
 * share a host. If no place is right and one may be later, the search rejects with its failure, so that it can be retried.
 * Sends `metadata.refreshed` and `metadata.refresh_failed`.
 *
 * @see RFC 8414 §3, OpenID Connect Discovery 1.0 §4
 */
export function createMetadata(given: MetadataOptions): JwksUriSource {
  const { issuer, metadataUrl, options, clock, emit } = given;
  const urls = metadataUrl === undefined ? toMetadataUrls(issuer) : [metadataUrl];
  const flight = createSingleFlight<string>(options.loadTimeoutSeconds + 1);
  let known: Known | undefined;

  async function refresh(request: LocateRequest): Promise<string> {
    try {
      const place = await search(known === undefined ? urls : [...new Set([known.url, ...urls])], request, given);
      known = { ...place, readAt: request.now };
      emit({ type: "metadata.refreshed", at: clock.now(), issuer, url: place.url });
      return place.jwksUri;
    } catch (cause) {
      emit({ type: "metadata.refresh_failed", at: clock.now(), issuer, cause });
      if (known === undefined) throw cause;
      return known.jwksUri;
    }
  }

  return {
    async locate(request) {
      if (known !== undefined && isFresh(known, request.now)) return known.jwksUri;
      return flight.run(request.now, () => refresh(request));
    },
    doubt() {
      if (known !== undefined) known = { ...known, readAt: Number.NEGATIVE_INFINITY };
    },
  };
}

/** Where metadata were found, and what they say. */
interface Place {
  readonly url: string;
  readonly jwksUri: string;
}

interface Known extends Place {
  /** NumericDate seconds. */
  readonly readAt: number;
}

/** What was read in the future was read before the clock was set back: nobody can tell how long ago. */
function isFresh({ readAt }: Known, now: number): boolean {
  return now >= readAt && now - readAt < FRESH_SECONDS;
}

async function search(urls: readonly string[], request: LocateRequest, given: MetadataOptions): Promise<Place> {
  const problems: string[] = [];
  let transient: FetchFailure | undefined;
  for (const url of urls) {
    const reading = await readFrom(url, request, given);
    if (reading instanceof FetchFailure) {
      problems.push(`${url} cannot be used (${reading.message})`);
      if (isTransient(reading)) transient = reading;
      if (endsSearch(reading)) break;
    } else if ("problem" in reading) problems.push(`${url} ${reading.problem}`);
    else return { url, jwksUri: reading.jwksUri };
  }
  const message = `There are no metadata of ${given.issuer} to use: ${problems.join("; ")}`;
  if (transient === undefined) throw new UnusableMetadataError(message);
  // Still a failure that may pass, but told with all that was seen: the cause may be at another place.
  throw new FetchFailure(transient.kind, message, transient);
}

/** What a place has, or why it cannot be told. */
async function readFrom(
  url: string,
  { now, signal }: LocateRequest,
  given: MetadataOptions,
): Promise<MetadataReading | FetchFailure> {
  const { attemptTimeoutSeconds: timeoutSeconds, maxBodyBytes } = given.options;
  try {
    const request = { now, signal, accept: "application/json", timeoutSeconds, maxBodyBytes };
    const { bytes } = await fetchJson(given.fetch, url, request);
    return readMetadata(bytes, given.issuer);
  } catch (failure) {
    if (failure instanceof FetchFailure) return failure;
    throw failure;
  }
}

/** The server does not answer, or has asked to be left alone. */
function endsSearch(failure: FetchFailure): boolean {
  if (failure.kind === "network" || failure.kind === "timeout") return true;
  return failure.status === 429 || pauseAskedFor(failure) > 0;
}

const FRESH_SECONDS = 3600;
