// Asks an endpoint that hangs, and never closes the verifier: once the call has been given up there is nothing left to do.

import { judge, trustIssuer } from "./program.mjs";

const verifier = trustIssuer({ timeoutSeconds: 0.4, maxConcurrent: 1 });
const answers = [undefined, "made-up", "made-up-too"].map((bearer) => judge(verifier, bearer));
for (const answer of answers) console.log(await answer);
