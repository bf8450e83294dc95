// Shows core, and the gate that all adapters share, tokens that are no good, each with an issuer, a key, a name or a text of its own,
// and says by how many bytes the heap has grown.

import { createVerifier } from "@ostiary/core";
import { createGate } from "@ostiary/core/adapter";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { renamed } from "./program.mjs";

const TOKENS = Number(process.argv[2]);
const clock = manualClock();
const as = await createTestIssuer({ clock });
// So that what is remembered of good signatures is full before the count begins.
const options = { ...as.verifierOptions(), signatureMemory: { entries: 1000 } };
const exp = clock.now() + 10 * 86_400;
const template = as.issue({ exp });
const [, , signature] = template.split(".");

/** Each makes a line out of a number. */
const lines = [
  (number) => `Bearer ${as.issue({ exp, iss: `https://as-${number}.example` })}`,
  (number) => `Bearer ${renamed(`made-up-${number}`, template)}`,
  (number) => `Bearer ${as.issue({ exp, jti: `j${number}` }).replace(/[^.]+$/, signature)}`,
  (number) => `Bearer ${as.issue({ exp: clock.now() - 600, sub: `u${number}` })}`,
  (number) => `Bearer ${as.issue({ exp, sub: `u${number}`, scope: `s${number}` })}`,
  (number) => `Bearer ${Buffer.from(`made up, and no JWT: ${number}`).toString("base64url")}`,
  (number) => `Bearer made up ${number}`,
  (number) => `Basic ${Buffer.from(`user:${number}`).toString("base64")}`,
];

const requirement = { scopes: ["api:admin"] };
const verifier = createVerifier(options);
const gate = createGate(options);
const isRefused = [
  async (line) => (await verifier.authenticate({ authorization: [line] }, requirement)).kind === "denied",
  async (line) => !(await gate.admit({}, [line], { optional: false, requirement })).admitted,
];
let refused = 0;

async function flood(from, to) {
  for (let number = from; number < to; number += 1) {
    // 300 a second.
    clock.advance(1 / 300);
    const line = lines[number % lines.length](number);
    for (const isRefusedBy of isRefused) if (await isRefusedBy(line)) refused += 1;
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
refused = 0;
const [before, fetchesBefore] = [heapBytes(), as.requests.jwks];
await flood(WARM_UP, WARM_UP + TOKENS);
const [after, fetchesAfter] = [heapBytes(), as.requests.jwks];
console.log(JSON.stringify({ refused, fetches: fetchesAfter - fetchesBefore, grownBytes: after - before }));
const good = [`Bearer ${as.issue({ scope: "api:admin" })}`];
console.log((await Promise.all(isRefused.map((isRefusedBy) => isRefusedBy(good[0])))).join());
