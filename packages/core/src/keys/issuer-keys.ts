import { UnavailableError } from "../errors.js";
import type { EventListener } from "../events.js";
import { type JwksUriSource, createMetadata } from "../metadata/authorization-server-metadata.js";
import type { IssuerOptions, KeyOptions } from "../options.js";
import type { Clock } from "../seams/clock.js";
import type { Fetch } from "../seams/fetch.js";
import type { KeySource } from "../seams/key-source.js";
import { type IssuerHealth, toIssuerHealth } from "./issuer-health.js";
import type { KeyRecord, LayerContext } from "./layer.js";
import { loadInBackground } from "./load-in-background.js";
import { createRemoteKeys } from "./remote-keys.js";
import { createStaticKeys, type StaticKeysOptions } from "./static-keys.js";
import { setAtHand } from "./with-snapshots.js";

/** The keys of one issuer: found by a token's header, fetched ahead, and looked after. */
export interface IssuerKeys extends KeySource {
  /** Fetches the keys if there are none or a refresh is due. Rejects with an `UnavailableError` when that fails. */
  warmUp(now: number): Promise<void>;
  /**
   * How the keys are. Asks nobody before it answers, and never throws.
   *
   * Starts in the background what is due: a load if there is no set, if the set is to be refreshed, or if the last load
   * failed and the pause after it is over; the import of keys that were given. So who is asked for nothing but its health,
   * behind a balancer that sends requests only to the ready, gets its keys nevertheless.
   */
  health(now: number): IssuerHealth;
}

/** Whose keys they are and how to get them. Already checked; at most one of `jwks`, `jwksUri` and `metadataUrl`. */
export interface IssuerKeysOptions {
  readonly issuer: string;
  readonly metadataUrl?: string | undefined;
  readonly jwksUri?: string | undefined;
  readonly jwks?: IssuerOptions["jwks"] | undefined;
  readonly options: Required<KeyOptions>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Takes events; must not throw. */
  readonly emit: EventListener;
  /** Numbers from 0 to 1, for jitter. Default: `Math.random`. */
  readonly random?: () => number;
}

/** Creates the keys of one issuer. Fetches nothing before the first token, `warmUp` or `health`. */
export function createIssuerKeys(given: IssuerKeysOptions): IssuerKeys {
  const { jwks, ...rest } = given;
  return jwks === undefined ? fetchedKeys(rest) : givenKeys({ ...rest, jwks });
}

function fetchedKeys(given: Omit<IssuerKeysOptions, "jwks">): IssuerKeys {
  const { issuer, jwksUri, fetch, options, clock, emit, random = Math.random } = given;
  const record: KeyRecord = { snapshot: undefined, outage: undefined };
  const context: LayerContext = { issuer, options, record, clock, emit, random };
  const place = jwksUri === undefined ? createMetadata(given) : fixedPlace(jwksUri);
  const keys = createRemoteKeys(place, fetch, context);

  function isRefreshDue(now: number): boolean {
    const snapshot = setAtHand(context, now);
    return snapshot === undefined || now >= snapshot.refreshAt;
  }

  return {
    find: (query, now) => keys.find(query, now),
    async warmUp(now) {
      if (isRefreshDue(now)) await keys.loader.load({ now });
    },
    health(now) {
      if (isRefreshDue(now) || record.outage !== undefined) loadInBackground(keys.loader, context, now);
      return toIssuerHealth(issuer, record, now);
    },
  };
}

function fixedPlace(jwksUri: string): JwksUriSource {
  return { locate: () => Promise.resolve(jwksUri), doubt: () => {} };
}

function givenKeys(given: StaticKeysOptions): IssuerKeys {
  const { issuer } = given;
  const keys = createStaticKeys(given);
  return {
    find: (query, now) => keys.find(query, now),
    async warmUp() {
      await keys.prepare();
    },
    health() {
      // What goes wrong is in the outcome and in an event.
      keys.prepare().catch(() => {});
      const { outcome } = keys;
      const lastError = outcome instanceof UnavailableError ? outcome.detail : undefined;
      const isReady = outcome !== undefined && lastError === undefined;
      return {
        issuer,
        state: isReady ? "fresh" : "down",
        ageSeconds: undefined,
        generation: isReady ? 1 : 0,
        lastError,
      };
    },
  };
}
