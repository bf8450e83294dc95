// Uses a verifier and never closes it. What remains are timers: to refresh the keys, and to look for a key that there was
// no budget left for.

import { judge, renamed, trustIssuer } from "./program.mjs";

const events = [];
const verifier = trustIssuer({}, (event) => events.push(event));
await verifier.warmUp();
console.log(await judge(verifier));
for (const kid of ["one", "two", "three"]) console.log(await judge(verifier, renamed(kid)));
console.log(JSON.stringify(events.filter(({ type }) => type === "keys.unknown_kid").map(({ refetched }) => refetched)));
