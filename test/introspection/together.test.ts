import { describe, test } from "vitest";
import { expectOneCallEach } from "./support/together.js";
import { PATIENT } from "./support/world.js";

// With nothing remembered, so that a request which comes after the call would make one of its own.
const NOTHING_REMEMBERED = { cacheSeconds: 0, negativeCacheSeconds: 0 };

describe("requests that come together make one call for each token (RFC 7662 §2.1)", PATIENT, () => {
  test.for([
    ["verifier", 1000, 1],
    ["verifier", 1000, 100],
    ["Express", 100, 1],
    ["Fastify", 100, 1],
    ["Hono", 100, 1],
  ] as const)("%s: %d requests, tokens: %d", async ([door, requests, tokens], context) => {
    await expectOneCallEach({ door, requests, tokens }, NOTHING_REMEMBERED, context);
  });
});
