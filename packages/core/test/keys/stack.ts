import { vi } from "vitest";
import type { KnownKey } from "../../src/keys/known-key.js";
import type { Loader } from "../../src/keys/layer.js";
import { withBackoff } from "../../src/keys/with-backoff.js";
import { withCache } from "../../src/keys/with-cache.js";
import { withClosing } from "../../src/keys/with-closing.js";
import type { KeySetResponse } from "../../src/keys/with-reading.js";
import { withRefreshAhead } from "../../src/keys/with-refresh-ahead.js";
import { withSingleFlight } from "../../src/keys/with-single-flight.js";
import { withSnapshots } from "../../src/keys/with-snapshots.js";
import { withUnknownKid } from "../../src/keys/with-unknown-kid.js";
import type { KeyOptions } from "../../src/options.js";
import { createContext } from "./doubles.js";

/** The upper layers over a source of key sets that a test plays. */
export function createStack(options: KeyOptions = {}) {
  const context = createContext(options);
  const source = { load: vi.fn<Loader<KeySetResponse>["load"]>() };
  const loads = withClosing(withBackoff(withSnapshots(source, context), context), context);
  const loader = withRefreshAhead(withSingleFlight(loads, context), context);
  const cache = withCache(loader, context);
  const keys = withUnknownKid(cache, loader, context);
  return { context, source, loader, cache, keys };
}

export function withKeys(...keys: KnownKey[]): KeySetResponse {
  return { modified: true, keys, leftOutKids: [], maxAgeSeconds: undefined, etag: undefined };
}

export const es256 = (kid: string): { alg: string; kid: string } => ({ alg: "ES256", kid });
