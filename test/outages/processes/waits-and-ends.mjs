// Asks a server that hangs, and never closes the verifier: once the attempt has been given up there is nothing left to do.

import { judge, trustIssuer } from "./program.mjs";

const SHORT = { attemptTimeoutSeconds: 0.4, loadTimeoutSeconds: 0.5, coldWaitSeconds: 0.1, unknownKidWaitSeconds: 0.1 };

const verifier = trustIssuer(SHORT);
console.log(await judge(verifier));
console.log(verifier.health().state);
