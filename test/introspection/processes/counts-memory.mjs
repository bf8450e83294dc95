// Shows a verifier distinct tokens that are not active, many at once, and says by how many bytes its memory has grown.

import { createVerifier } from "@ostiary/core";
import { createTestIssuer, manualClock } from "@ostiary/testing";

const TOKENS = Number(process.argv[2]);
const AT_ONCE = 20;
const clock = manualClock();
const as = await createTestIssuer({ clock });
let calls = 0;
let denied = 0;

const client = {
  introspect: async () => {
    calls += 1;
    return { active: false };
  },
};
const verifier = createVerifier(as.verifierOptions({ opaque: true, introspection: { client } }));

async function judge(number) {
  const outcome = await verifier.authenticate({ authorization: [`Bearer made-up-${number}`] });
  if (outcome.kind === "denied" && outcome.reason === "token_inactive") denied += 1;
}

async function flood(from, to) {
  for (let first = from; first < to; first += AT_ONCE) {
    // 1,000 a second, each of which is remembered for ten.
    clock.advance(AT_ONCE / 1000);
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, to - first) }, (_, index) => judge(first + index)));
  }
}

function measureMemory() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { used: heapUsed + external, resident: rss };
}

// No more than it takes to load and compile what is used: what is remembered counts as growth.
const WARM_UP = 1000;
await flood(0, WARM_UP);
const before = measureMemory();
await flood(WARM_UP, WARM_UP + TOKENS / 10);
const later = measureMemory();
await flood(WARM_UP + TOKENS / 10, WARM_UP + TOKENS);
const after = measureMemory();
const grown = { grownBytes: after.used - before.used, residentGrownBytes: after.resident - later.resident };
console.log(JSON.stringify({ denied: denied - WARM_UP, calls: calls - WARM_UP, ...grown }));
