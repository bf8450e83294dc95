import type { EventListener, OstiaryEvent } from "../events.js";
import { runWithin } from "../internal/deadline.js";
import { FetchFailure } from "../internal/fetch-failure.js";
import { createSingleFlight } from "../internal/single-flight.js";
import type { KeyOptions } from "../options.js";
import type { Clock } from "../seams/clock.js";
import type { Fetch } from "../seams/fetch.js";
import type { IntrospectionPlace, MetadataNeeds } from "./metadata-document.js";
import { toMetadataUrls } from "./metadata-urls.js";
import { createPlaceMemory, type PlaceMemory } from "./place-memory.js";
import { type Place, searchPlaces, UnusableMetadataError } from "./place-search.js";

export type { IntrospectionPlace } from "./metadata-document.js";
export { UnusableMetadataError } from "./place-search.js";

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
  /** Nothing was found at `jwksUri`, an earlier answer: make sure before the next one. */
  doubt(jwksUri: string): void;
  /** What is at `jwksUri` could not be told: make sure beside the answers, now and then. */
  suspect(jwksUri: string): void;
}

/** Knows where the introspection endpoint of one issuer is. */
export interface IntrospectionPlaceSource {
  /** Says where. Rejects when that cannot be told. */
  locateIntrospection(request: LocateRequest): Promise<IntrospectionPlace>;
}

/** Whose metadata they are and how to get them. */
export interface MetadataOptions {
  readonly issuer: string;
  /** The one place to look at. Default: the well-known places of the issuer. */
  readonly metadataUrl?: string | undefined;
  /** What is looked for. Default: a `jwks_uri`. If no document has an introspection endpoint too, one with the keys will do for them. */
  readonly needs?: MetadataNeeds | undefined;
  readonly options: Pick<
    Required<KeyOptions>,
    "attemptTimeoutSeconds" | "loadTimeoutSeconds" | "maxBodyBytes" | "metadataFreshSeconds" | "metadataPauseSeconds"
  >;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Takes events; must not throw. */
  readonly emit: EventListener;
  /** Aborts when nothing is to be read any more: ends what goes on beside answers, and from then on nothing is told. */
  readonly closed?: AbortSignal | undefined;
}

/**
 * Finds the `jwks_uri` and the introspection endpoint of an issuer in its metadata.
 *
 * They are read when first needed, and nothing of a search that fails is remembered then. Once known, they never keep an
 * answer waiting: past `metadataFreshSeconds` the old one is given at once while they are read beside it, and what they
 * say then holds from the next answer on. While that fails, the old answer stays, and they are left alone for
 * `metadataPauseSeconds` at a time. Only an answer that was doubted is waited for, and for that they are read at most
 * once a minute; one that led nowhere, for whatever reason, makes them be read beside the next answers after
 * `metadataPauseSeconds`. Those who ask during a search share it, and none lasts longer than `loadTimeoutSeconds`.
 *
 * A `max-age` of metadata is ignored: for where the keys are, the freshness chosen here serves better than one of minutes,
 * which would ask a server with each refresh of the keys, or one of days, which would hide a move.
 *
 * Sends `metadata.refreshed` and `metadata.refresh_failed`.
 *
 * @see RFC 8414 §3, OpenID Connect Discovery 1.0 §4
 */
export function createMetadata(given: MetadataOptions): JwksUriSource & IntrospectionPlaceSource {
  const { issuer, metadataUrl, options, clock, emit, closed } = given;
  const urls = metadataUrl === undefined ? toMetadataUrls(issuer) : [metadataUrl];
  const memory = createPlaceMemory(options);
  const flight = createSingleFlight<Place>(options.loadTimeoutSeconds + 1);

  function tell(event: OstiaryEvent): void {
    if (closed?.aborted !== true) emit(event);
  }

  async function refresh(now: number, until: AbortSignal | undefined): Promise<Place> {
    const expired = (): Error => new FetchFailure("timeout", `The metadata of ${issuer} were not found in time`);
    const search = (signal: AbortSignal): ReturnType<typeof searchPlaces> =>
      searchPlaces({ urls, known: memory.known?.url, mayHaveMoved: memory.mayHaveMoved(now), now, signal }, given);
    try {
      const found = await runWithin(options.loadTimeoutSeconds, search, { expired, signal: until });
      const place = withKnown(found, memory.known);
      memory.keep(place, now);
      tell({ type: "metadata.refreshed", at: clock.now(), issuer, url: place.url });
      return place;
    } catch (cause) {
      memory.noteFailure(cause, now);
      tell({ type: "metadata.refresh_failed", at: clock.now(), issuer, cause });
      if (memory.known === undefined) throw cause;
      return memory.known;
    }
  }

  async function find({ now, signal }: LocateRequest): Promise<Place> {
    const { known } = memory;
    const due = memory.due(now);
    if (known === undefined || due === "first") return flight.run(now, () => refresh(now, signal ?? closed));
    // Not bound to the load that asks: it would end with it. What goes wrong is in the memory and in an event.
    if (due === "beside") flight.run(now, () => refresh(now, closed)).catch(() => {});
    return known;
  }

  return {
    locate: async (request) => named("jwksUri", await find(request), { issuer, memory }),
    locateIntrospection: async (request) => named("introspection", await find(request), { issuer, memory }),
    doubt: (jwksUri) => memory.doubt(jwksUri),
    suspect: (jwksUri) => memory.suspect(jwksUri),
  };
}

/** What documents name no more stays, as it does while they cannot be read. */
function withKnown(found: Place, known: Place | undefined): Place {
  const { jwksUri = known?.jwksUri, introspection = known?.introspection } = found;
  return { ...found, jwksUri, introspection };
}

/** What is looked for; if the documents do not name it, they are read again before long. */
function named<Name extends "jwksUri" | "introspection">(
  name: Name,
  place: Place,
  { issuer, memory }: { readonly issuer: string; readonly memory: PlaceMemory },
): NonNullable<Place[Name]> {
  const value = place[name];
  if (value !== undefined) return value;
  memory.suspect(place.jwksUri);
  throw new UnusableMetadataError(`The metadata of ${issuer} name no ${WIRE_NAMES[name]} to use`);
}

const WIRE_NAMES = { jwksUri: "jwks_uri", introspection: "introspection_endpoint" } as const;
