// Shows a verifier tokens that name a million keys nobody has, one by one, and says by how many bytes the heap has grown.

import { createVerifier } from "@ostiary/core";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { judge, renamed } from "./program.mjs";

const KIDS = Number(process.argv[2]);
const clock = manualClock();
const as = await createTestIssuer({ clock });
const verifier = createVerifier(as.verifierOptions());
const template = as.issue({ exp: clock.now() + 10 * 86_400 });
let denied = 0;

async function flood(from, to) {
  for (let number = from; number < to; number += 1) {
    // 300 a second: in an hour the keys are refreshed, and looked for, as often as the budget allows.
    clock.advance(1 / 300);
    if ((await judge(verifier, renamed(`made-up-${number}`, template))) === "denied") denied += 1;
  }
}

function heapBytes() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

// Past this all that is bounded is full, and all code is compiled.
const WARM_UP = 20_000;
await flood(0, WARM_UP);
const before = heapBytes();
await flood(WARM_UP, WARM_UP + KIDS);
const after = heapBytes();
console.log(JSON.stringify({ denied: denied - WARM_UP, fetches: as.requests, grownBytes: after - before }));
console.log(await judge(verifier, as.issue()));
