/** The numbers behind the keys. All have defaults that fit; see `docs/architecture.md`. */
export interface KeyOptions {
  /** How long a JWK Set is fresh when the server does not say. Default: 600. */
  readonly freshSeconds?: number;
  /** The least a `Cache-Control: max-age` of the server counts. Default: 60. */
  readonly minFreshSeconds?: number;
  /** The most a `Cache-Control: max-age` of the server counts. Default: 3600. */
  readonly maxFreshSeconds?: number;
  /** How long past their freshness known keys may serve while the server cannot be reached. Default: 3600. */
  readonly staleSeconds?: number;
  /**
   * For how long after the last request an issuer counts as in use: its keys are refreshed ahead, and nobody waits for
   * them. Default: 3600.
   */
  readonly idleSeconds?: number;
  /** Deadline of one HTTP exchange, body included. Default: 3. */
  readonly attemptTimeoutSeconds?: number;
  /** Deadline of one load with all its retries. Default: 8. */
  readonly loadTimeoutSeconds?: number;
  /** How often a failed exchange is tried again within one load, unless the load before failed too. Default: 2. */
  readonly retries?: number;
  /** How long a request waits for the first set, or for an answer of `keySource`. Default: 5. */
  readonly coldWaitSeconds?: number;
  /** How long a request waits for a key that is not in the set, or for a set that nobody asked for in a while. Default: 3. */
  readonly unknownKidWaitSeconds?: number;
  /** How many fetches for unknown keys may follow one another at once. Default: 2. */
  readonly unknownKidBurst?: number;
  /** After how many seconds one more fetch for unknown keys is allowed. Default: 30. */
  readonly unknownKidIntervalSeconds?: number;
  /** How many unknown kids are remembered. Default: 1000. */
  readonly unknownKidEntries?: number;
  /** The largest body that is read, in bytes after decompression. Default: 524288. */
  readonly maxBodyBytes?: number;
  /** The largest JWK Set that is used, in keys. Default: 100. */
  readonly maxKeys?: number;
  /** The pause after a first failure; it doubles from there. Default: 1. */
  readonly minBackoffSeconds?: number;
  /** The longest pause between failures. Default: 60. */
  readonly maxBackoffSeconds?: number;
  /** How many loads that fail may follow one another at the pace of these pauses. Default: 10. */
  readonly outageBurst?: number;
  /** After how many seconds one more load is allowed beyond those. Default: 90. */
  readonly outageIntervalSeconds?: number;
  /** How long the metadata of an issuer are fresh. Default: 3600. */
  readonly metadataFreshSeconds?: number;
  /** The pause before metadata that could not be refreshed are asked for again. Default: 600. */
  readonly metadataPauseSeconds?: number;
}
