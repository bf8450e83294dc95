// Uses a verifier and never closes it. What remains is what it remembers.

import { judge, trustIssuer } from "./program.mjs";

const verifier = trustIssuer();
await verifier.warmUp();
for (const bearer of [undefined, "made-up", undefined]) console.log(await judge(verifier, bearer));
