import type { EventListener } from "../events.js";
import { fetchJson } from "../internal/bounded-fetch.js";
import { FetchFailure, isTransient } from "../internal/fetch-failure.js";
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
 * A place that answers with something else than the metadata of this issuer is passed over for the next; one that does
 * not answer (no connection, timeout, 408, 429, 5xx) ends the search, since it might have been the right one.
 * Sends `metadata.refreshed` and `metadata.refresh_failed`.
 *
 * @see RFC 8414 §3, OpenID Connect Discovery 1.0 §4
 */
export function createMetadata(given: MetadataOptions): JwksUriSource {
  const { issuer, metadataUrl, options, clock, emit } = given;
  const urls = metadataUrl === undefined ? toMetadataUrls(issuer) : [metadataUrl];
  const flight = createSingleFlight<string>(options.loadTimeoutSeconds + 1);
  let known: { readonly jwksUri: string; readonly freshUntil: number } | undefined;

  async function refresh(request: LocateRequest): Promise<string> {
    try {
      const { jwksUri, url } = await search(urls, request, given);
      known = { jwksUri, freshUntil: request.now + FRESH_SECONDS };
      emit({ type: "metadata.refreshed", at: clock.now(), issuer, url });
      return jwksUri;
    } catch (cause) {
      emit({ type: "metadata.refresh_failed", at: clock.now(), issuer, cause });
      if (known === undefined) throw cause;
      return known.jwksUri;
    }
  }

  return {
    async locate(request) {
      if (known !== undefined && request.now < known.freshUntil) return known.jwksUri;
      return flight.run(request.now, () => refresh(request));
    },
    doubt() {
      if (known !== undefined) known = { jwksUri: known.jwksUri, freshUntil: Number.NEGATIVE_INFINITY };
    },
  };
}

async function search(
  urls: readonly string[],
  request: LocateRequest,
  given: MetadataOptions,
): Promise<{ readonly jwksUri: string; readonly url: string }> {
  const problems: string[] = [];
  for (const url of urls) {
    const reading = await readFrom(url, request, given);
    if ("jwksUri" in reading) return { jwksUri: reading.jwksUri, url };
    problems.push(`${url} ${reading.problem}`);
  }
  throw new UnusableMetadataError(`There are no metadata of ${given.issuer} to use: ${problems.join("; ")}`);
}

async function readFrom(url: string, { now, signal }: LocateRequest, given: MetadataOptions): Promise<MetadataReading> {
  const { attemptTimeoutSeconds: timeoutSeconds, maxBodyBytes } = given.options;
  try {
    const request = { now, signal, accept: "application/json", timeoutSeconds, maxBodyBytes };
    const { bytes } = await fetchJson(given.fetch, url, request);
    return readMetadata(bytes, given.issuer);
  } catch (failure) {
    if (!(failure instanceof FetchFailure) || isTransient(failure)) throw failure;
    return { problem: `cannot be used (${failure.message})` };
  }
}

const FRESH_SECONDS = 3600;
