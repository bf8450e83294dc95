import { fetchJson } from "../internal/bounded-fetch.js";
import { FetchFailure, isTransient } from "../internal/fetch-failure.js";
import { parseJsonObject } from "../internal/json-object.js";
import type { JwksUriSource } from "../metadata/authorization-server-metadata.js";
import type { Fetch } from "../seams/fetch.js";
import type { JwkSetRequest, JwkSetResponse, JwkSetSource } from "../seams/jwk-set-source.js";
import type { LayerContext } from "./layer.js";

/** A JWK Set at a place that may turn out to be the wrong one. */
export interface RemoteJwkSet extends JwkSetSource {
  /** What was loaded last is of no use: its place may be wrong. */
  suspectPlace(): void;
}

/**
 * Loads the JWK Set from where `place` says it is, with one HTTP exchange a load.
 *
 * A place that has nothing (4xx) is doubted. One from which nothing of use comes for another reason is only suspected: while
 * there is a set, which shows that it was right; without one, it is doubted as well if that is not likely to pass.
 */
export function createRemoteJwkSet(
  place: JwksUriSource,
  fetch: Fetch,
  { options, record }: Pick<LayerContext, "options" | "record">,
): RemoteJwkSet {
  // An entity tag means something only at the URL it came from (RFC 9110 §8.8.3), and the URL may change.
  let tagged: { readonly etag: string | undefined; readonly url: string } | undefined;
  let lastUrl = "";

  async function load({ now, etag, signal }: JwkSetRequest): Promise<JwkSetResponse> {
    const url = await place.locate({ now, signal });
    lastUrl = url;
    const isSame = tagged?.url === url && tagged.etag === etag;
    const { attemptTimeoutSeconds: timeoutSeconds, maxBodyBytes } = options;
    const request = { now, signal, accept: ACCEPT, timeoutSeconds, maxBodyBytes, etag: isSame ? etag : undefined };
    try {
      const response = await fetchJson(fetch, url, request);
      if (!response.modified) return response;
      const { bytes, ...rest } = response;
      tagged = { etag: response.etag, url };
      return { ...rest, document: parseJsonObject(bytes) };
    } catch (failure) {
      if (signal?.aborted !== true) noteFailure(url, failure);
      throw failure;
    }
  }

  function noteFailure(url: string, failure: unknown): void {
    if (!(failure instanceof FetchFailure)) return;
    const isCertain = !isTransient(failure) && ((failure.status ?? 0) >= 400 || record.snapshot === undefined);
    if (isCertain) place.doubt(url);
    else place.suspect(url);
  }

  return {
    load,
    suspectPlace() {
      if (record.snapshot === undefined) place.doubt(lastUrl);
      else place.suspect(lastUrl);
    },
  };
}

const ACCEPT = "application/jwk-set+json, application/json";
