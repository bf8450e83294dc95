import { fetchJson } from "../internal/bounded-fetch.js";
import { FetchFailure, isTransient } from "../internal/fetch-failure.js";
import { parseJsonObject } from "../internal/json-object.js";
import type { JwksUriSource } from "../metadata/authorization-server-metadata.js";
import type { KeyOptions } from "../options.js";
import type { Fetch } from "../seams/fetch.js";
import type { JwkSetRequest, JwkSetResponse, JwkSetSource } from "../seams/jwk-set-source.js";

/** Loads the JWK Set from where `place` says it is, with one HTTP exchange a load. */
export function createRemoteJwkSet(
  place: JwksUriSource,
  fetch: Fetch,
  options: Pick<Required<KeyOptions>, "attemptTimeoutSeconds" | "maxBodyBytes">,
): JwkSetSource {
  // An entity tag means something only at the URL it came from (RFC 9110 §8.8.3), and the URL may change.
  let tagged: { readonly etag: string | undefined; readonly url: string } | undefined;

  async function load({ now, etag, signal }: JwkSetRequest): Promise<JwkSetResponse> {
    const url = await place.locate({ now, signal });
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
      if (isGone(failure)) place.doubt(url);
      else if (signal?.aborted !== true) place.suspect(url);
      throw failure;
    }
  }

  return { load };
}

/** Whether the server says that there is nothing at the URL, as opposed to not now. */
function isGone(failure: unknown): boolean {
  return failure instanceof FetchFailure && !isTransient(failure) && (failure.status ?? 0) >= 400;
}

const ACCEPT = "application/jwk-set+json, application/json";
