// Lets the faults that are named go wrong, and the verifier's own side with them. A rejection that nobody takes ends the
// process.

import { createVerifier } from "@ostiary/core";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { judge, renamed } from "./program.mjs";

const clock = manualClock();
const as = await createTestIssuer({ clock, listen: true });
const SHORT = {
  attemptTimeoutSeconds: 0.05,
  loadTimeoutSeconds: 0.2,
  coldWaitSeconds: 0.02,
  unknownKidWaitSeconds: 0.02,
};
const listeners = [
  () => {},
  () => {
    throw new Error("a listener that throws");
  },
  () => Promise.reject(new Error("a listener that rejects")),
];
const open = [];

function trust(onEvent, keys = SHORT) {
  const verifier = createVerifier({ ...as.verifierOptions(), keys, onEvent });
  open.push(verifier);
  return verifier;
}

async function meet(onEvent, snapshot) {
  const [cold, warm, closed] = [trust(onEvent), trust(onEvent), trust(onEvent)];
  await warm.importSnapshot(snapshot);
  const token = as.issue();
  const waiting = [cold, warm, closed].flatMap((verifier) => [
    judge(verifier, token),
    judge(verifier, renamed("unknown", token)),
    verifier.warmUp({ deadlineSeconds: 0.05 }),
  ]);
  for (const verifier of [cold, warm, closed]) verifier.health();
  closed.close();
  await Promise.allSettled(waiting);
}

const wellOff = trust(() => {}, {});
for (const name of process.argv.slice(2)) {
  as.recover();
  await wellOff.warmUp();
  const snapshot = wellOff.exportSnapshot();
  as.fail(name);
  clock.advance(1200);
  await Promise.all(listeners.map((onEvent) => meet(onEvent, snapshot)));
  console.log(name);
}
await as.stop();
clock.advance(5000);
await Promise.allSettled(open.map((verifier) => judge(verifier, as.issue())));
for (const verifier of open) verifier.close();
await as.close();
console.log("closed");
