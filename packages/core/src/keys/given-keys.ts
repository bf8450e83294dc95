import { UnavailableError } from "../errors.js";
import { describeFailure } from "./issuer-health.js";
import type { IssuerKeys } from "./keys-lifecycle.js";
import { createStaticKeys, type StaticKeysOptions } from "./static-keys.js";

/** Creates the keys of an issuer whose JWK Set the application gave: nothing to fetch, to refresh or to take along. */
export function createGivenKeys(given: StaticKeysOptions): IssuerKeys {
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
      const failure = outcome instanceof UnavailableError ? outcome.cause : undefined;
      return {
        issuer,
        // Until they are imported they are believed: their form was checked when the verifier was made.
        state: failure === undefined ? "fresh" : "down",
        ageSeconds: undefined,
        generation: outcome === undefined || failure !== undefined ? 0 : 1,
        ...describeFailure(failure),
        nextAttemptAt: undefined,
      };
    },
    exportKeys: () => undefined,
    importKeys: () => Promise.resolve("its keys are given in the options, so they are not imported"),
    close: () => {},
  };
}
