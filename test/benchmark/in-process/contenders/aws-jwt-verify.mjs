import { JwtVerifier } from "aws-jwt-verify";
import { AUDIENCE, ISSUER } from "../tokens.mjs";

/** @import { Contender, Setup } from "../contender.mjs" */

const LACKS = ["PS256"];

/** @type {Contender} */
export const awsJwtVerify = {
  name: "aws-jwt-verify",
  role: "peer",
  isSync: false,
  judgesClaims: true,
  lacks: LACKS,
  create(setup) {
    const verifier = createVerifier(setup);
    return (token) => verifier.verify(token);
  },
};

/** @type {Contender} */
export const awsJwtVerifySync = {
  name: "aws-jwt-verify, sync",
  role: "peer",
  isSync: true,
  judgesClaims: true,
  lacks: LACKS,
  create(setup) {
    const verifier = createVerifier(setup);
    return (token) => verifier.verifySync(token);
  },
};

/** @param {Setup} setup */
function createVerifier({ keys }) {
  const verifier = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}/jwks.json` });
  verifier.cacheJwks({ keys: [keys.jwk] });
  return verifier;
}
