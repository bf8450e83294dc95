// One request, and then nothing but timers, by the system's clock: they refresh the keys, first of a server that is well, then
// of one that fails.

import { setTimeout } from "node:timers/promises";
import { createVerifier } from "@ostiary/core";
import { createTestIssuer } from "@ostiary/testing";
import { judge } from "./program.mjs";

const QUICK = { freshSeconds: 2, minFreshSeconds: 2, loadTimeoutSeconds: 3, coldWaitSeconds: 3, retries: 0 };

const as = await createTestIssuer({ listen: true });
const counts = { "keys.refreshed": 0, "keys.refresh_failed": 0 };
const verifier = createVerifier({
  ...as.verifierOptions(),
  keys: QUICK,
  onEvent: ({ type }) => {
    if (type in counts) counts[type] += 1;
  },
});

async function waitFor(type, more) {
  const enough = counts[type] + more;
  while (counts[type] < enough) await setTimeout(20);
}

console.log(await judge(verifier, as.issue()));
await waitFor("keys.refreshed", 2);
console.log(verifier.health().state);
as.fail("status_500");
await waitFor("keys.refresh_failed", 2);
console.log(verifier.health().state);
as.recover();
await waitFor("keys.refreshed", 1);
await as.close();
console.log(verifier.health().state);
