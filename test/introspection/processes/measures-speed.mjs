// Presents an opaque token whose answer is remembered, and a JWT, again and again, batches of both in turn, and says how long
// each took, in seconds, batch by batch.

import { createVerifier } from "@ostiary/core";
import { createTestIssuer, manualClock } from "@ostiary/testing";

const [batches, times] = process.argv.slice(2).map(Number);
// What all packages use and none offers: the check alone, to be subtracted.
const { importSignatureKey, verifySignature } = await import(
  new URL("../../../packages/core/dist/internal/signature/node.js", import.meta.url).href
);

const as = await createTestIssuer({ clock: manualClock(), algorithm: "RS256" });
// Without a memory of signatures, so that the JWT is looked into each time.
const verifier = createVerifier({ ...as.verifierOptions({ opaque: true }), signatureMemory: false });
const jwt = as.issue();
const opaque = as.issueOpaque();
const { kty, n, e } = as.jwks().keys[0];
const key = await importSignatureKey({ kty, n, e }, "RS256");

async function accept(token) {
  const outcome = await verifier.authenticate({ authorization: [`Bearer ${token}`] }, { scopes: ["api:read"] });
  if (outcome.kind !== "accepted") throw new Error(`It is ${outcome.kind}`);
}

const ways = {
  opaque: () => accept(opaque),
  jwt: () => accept(jwt),
  signature: async () => {
    if (!(await verifySignature(jwt, "RS256", key))) throw new Error("The signature is none");
  },
};

async function measure(way) {
  const startedAt = performance.now();
  for (let time = 0; time < times; time += 1) await way();
  return (performance.now() - startedAt) / 1000;
}

async function measureAll() {
  const taken = [];
  for (const [name, way] of Object.entries(ways)) taken.push([name, await measure(way)]);
  return Object.fromEntries(taken);
}

// Until all code is compiled.
for (let batch = 0; batch < 10; batch += 1) await measureAll();
const measured = [];
for (let batch = 0; batch < batches; batch += 1) measured.push(await measureAll());
console.log(JSON.stringify({ calls: as.requests.introspection, measured }));
