// Closes a verifier while all it does hangs, with deadlines of minutes.

import { setTimeout } from "node:timers/promises";
import { judge, trustIssuer } from "./program.mjs";

const LONG = { attemptTimeoutSeconds: 300, loadTimeoutSeconds: 300, coldWaitSeconds: 300, unknownKidWaitSeconds: 300 };

const verifier = trustIssuer(LONG);
const waiting = [judge(verifier), judge(verifier), verifier.warmUp(), verifier.warmUp({ deadlineSeconds: 3000 })];
const settled = Promise.allSettled(waiting);
verifier.health();
// Long enough for a connection, so that it is one that hangs.
await setTimeout(300);
verifier.close();
for (const { status, value, reason } of await settled) console.log(status, value ?? reason.name);
console.log(await judge(verifier));
