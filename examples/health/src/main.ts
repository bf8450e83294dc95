import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { createService } from "./app.js";

const clock = manualClock();
const issuer = await createTestIssuer({ scope: "orders:read", clock });
const quick = { retries: 0, minBackoffSeconds: 0.05, maxBackoffSeconds: 0.05 };

// The authorization server is not there yet when the service starts.
issuer.fail("refuses");
const { app, verifier } = createService({ ...issuer.verifierOptions(), keys: quick });
const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;

const ask = async (path: string, headers: Record<string, string> = {}): Promise<readonly [number, unknown]> => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return [response.status, await response.json()];
};
const readiness = async (): Promise<readonly [number, string]> => {
  const [status, body] = await ask("/readyz");
  return [status, (body as { state: string }).state];
};
/** What a probe starts in the background needs a moment, and the time between two probes. */
const probeUntil = async (state: string): Promise<readonly [number, string]> => {
  for (let probe = 0; probe < 200; probe += 1) {
    const answer = await readiness();
    if (answer[1] === state) return answer;
    clock.advance(1);
    await sleep(10);
  }
  throw new Error(`not ${state} after 200 probes`);
};

assert.deepEqual(await readiness(), [503, "down"]);
assert.deepEqual(await ask("/healthz"), [200, { status: "alive" }]);
assert.equal((await ask("/orders", issuer.bearer()))[0], 503);

// It comes up. No request is needed: the probes themselves bring the keys.
issuer.recover();
assert.deepEqual(await probeUntil("fresh"), [200, "fresh"]);
assert.deepEqual(await ask("/orders", issuer.bearer({ sub: "ada" })), [200, { owner: "ada" }]);

// It answers 503 for most of an hour. The service stays ready, and says that something is wrong.
issuer.fail("status_503");
clock.advance(600);
assert.deepEqual(await probeUntil("degraded"), [200, "degraded"]);
clock.advance(3000);
assert.deepEqual(await ask("/orders", issuer.bearer({ sub: "ada" })), [200, { owner: "ada" }]);
assert.deepEqual((await ask("/readyz"))[1], {
  state: "degraded",
  keys: [{ state: "degraded", lastErrorClass: "status" }],
});

// A second instance starts meanwhile, with the keys of the first.
const kept = JSON.stringify(verifier.exportSnapshot());
const second = createService({ ...issuer.verifierOptions(), keys: quick });
const { imported } = await second.verifier.importSnapshot(JSON.parse(kept));
assert.deepEqual(imported, [issuer.issuer]);
assert.equal((await second.verifier.verify(issuer.issue({ sub: "ada" }))).subject, "ada");

// Too long: better no answer than one by keys that may have been withdrawn long ago.
clock.advance(1200);
assert.deepEqual(await readiness(), [503, "down"]);
assert.equal((await ask("/orders", issuer.bearer()))[0], 503);
assert.deepEqual(await ask("/healthz"), [200, { status: "alive" }]);

issuer.recover();
assert.deepEqual(await probeUntil("fresh"), [200, "fresh"]);

verifier.close();
second.verifier.close();
server.close();
console.log("health: ready, degraded, down and back by itself, and a second start from keys that were kept");
