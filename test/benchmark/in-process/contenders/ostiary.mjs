import { createVerifier } from "@ostiary/core";
import { AUDIENCE, ISSUER } from "../tokens.mjs";

/** @import { Contender, Setup } from "../contender.mjs" */

/** @type {Contender} */
export const ostiary = {
  name: "ostiary",
  role: "ours",
  isSync: false,
  judgesClaims: true,
  remembers: 3,
  create(setup) {
    const memory = setup.room === undefined ? {} : { signatureMemory: { entries: setup.room } };
    const verifier = createVerifier(toOptions(setup, memory));
    return (token) => verifier.verify(token);
  },
};

/** @type {Contender} */
export const ostiaryWithoutMemory = {
  name: "ostiary, no memory",
  role: "ours",
  isSync: false,
  judgesClaims: true,
  create(setup) {
    const verifier = createVerifier(toOptions(setup, { signatureMemory: false }));
    return (token) => verifier.verify(token);
  },
};

/**
 * @param {Setup} setup
 * @param {object} memory
 */
function toOptions({ keys }, memory) {
  return { issuer: { issuer: ISSUER, jwks: { keys: [keys.jwk] } }, audience: AUDIENCE, ...memory };
}
