import type { EventListener } from "../events.js";
import type { JwksUriSource } from "../metadata/authorization-server-metadata.js";
import type { IssuerOptions, KeyOptions } from "../options.js";
import type { Clock } from "../seams/clock.js";
import type { Fetch } from "../seams/fetch.js";
import type { KeySource } from "../seams/key-source.js";
import type { IssuerHealth } from "./issuer-health.js";
import type { IssuerSnapshot } from "./keys-snapshot.js";

/** The keys of one issuer: found by a token's header, fetched ahead, looked after, and taken along to another process. */
export interface IssuerKeys extends KeySource {
  /**
   * Fetches the keys if there are none or a refresh is due. Rejects with an `UnavailableError` when that fails.
   *
   * @param deadlineSeconds - Try again, with the pauses after failures, until there are keys or so much time is over.
   *   Default: one load.
   */
  warmUp(now: number, deadlineSeconds?: number): Promise<void>;
  /**
   * How the keys are. Asks nobody before it answers, and never throws.
   *
   * Starts in the background what is due: a load if there is no set, if the set is to be refreshed, or if the last load
   * failed and the pause after it is over; the import of keys that were given; a question to a key source of the
   * application's own that failed. So who is asked for nothing but its health, behind a balancer that sends requests only to
   * the ready, gets its keys nevertheless.
   */
  health(now: number): IssuerHealth;
  /** The set at hand; `undefined` if there is none that may be used, or it is not fetched at all. */
  exportKeys(now: number): IssuerSnapshot | undefined;
  /**
   * Takes over a set that was exported, if it may still be used and is newer than the one at hand.
   *
   * @returns Why it was not taken over; `undefined` if it was.
   */
  importKeys(exported: IssuerSnapshot, now: number): Promise<string | undefined>;
  /** Fetches nothing any more, for good. Keys at hand are used for as long as they may. */
  close(): void;
}

/** Whose keys they are and how to get them. Already checked; at most one of `jwks`, `jwksUri`, `metadataUrl` and `keySource`. */
export interface IssuerKeysOptions {
  readonly issuer: string;
  readonly metadataUrl?: string | undefined;
  readonly jwksUri?: string | undefined;
  /** The metadata of the issuer, if somebody else needs them too. Default: their own, if `jwksUri` does not spare them. */
  readonly metadata?: JwksUriSource | undefined;
  readonly jwks?: IssuerOptions["jwks"] | undefined;
  readonly keySource?: KeySource | undefined;
  readonly options: Required<KeyOptions>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Takes events; must not throw. */
  readonly emit: EventListener;
}
