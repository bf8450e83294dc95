import type { IssuerKeys } from "./keys-lifecycle.js";

/** The keys of an issuer of which none are needed, because it is asked about each token. */
export function createNoKeys(issuer: string): IssuerKeys {
  const nothing = { ageSeconds: undefined, lastErrorClass: undefined, lastError: undefined, nextAttemptAt: undefined };
  return {
    find: () => undefined,
    warmUp: () => Promise.resolve(),
    health: () => ({ issuer, state: "fresh", generation: 0, ...nothing }),
    exportKeys: () => undefined,
    importKeys: () => Promise.resolve("its tokens are introspected, so it needs no keys"),
    close: () => {},
  };
}
