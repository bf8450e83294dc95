import { describe, test } from "vitest";
import { expectOneCallEach } from "./support/together.js";
import { ALL_DOORS, PATIENT } from "./support/world.js";

describe.for([
  ["answers are remembered", {}],
  ["nothing is remembered", { cacheSeconds: 0, negativeCacheSeconds: 0 }],
] as const)("requests that come together make one call for each token (RFC 7662 §2.1): %s", ([, introspection]) => {
  const cases = ALL_DOORS.flatMap((door) => [1, 100].map((tokens) => [door, tokens] as const));
  test.for(cases)("%s, tokens: %d", PATIENT, async ([door, tokens], context) => {
    const requests = door === "verifier" ? 1000 : 300;
    await expectOneCallEach({ door, requests, tokens }, introspection, context);
  });
});
