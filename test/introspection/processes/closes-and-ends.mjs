// Closes a verifier while calls hang, and others wait for their turn, with the longest deadline there is.

import { setTimeout } from "node:timers/promises";
import { judge, trustIssuer } from "./program.mjs";

const verifier = trustIssuer({ timeoutSeconds: 30, maxConcurrent: 2 });
await verifier.warmUp();
const answers = Promise.all([undefined, "one", "two", "three"].map((bearer) => judge(verifier, bearer)));
// Long enough for a connection, so that it is one that hangs.
await setTimeout(300);
verifier.close();
for (const answer of await answers) console.log(answer);
console.log(await judge(verifier));
