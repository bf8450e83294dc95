import { jwksCache, validateJwtAccessToken } from "oauth4webapi";
import { AUDIENCE, ISSUER } from "../tokens.mjs";

/** @import { Contender } from "../contender.mjs" */

/** @type {Contender} */
export const oauth4webapi = {
  name: "oauth4webapi",
  role: "peer",
  isSync: false,
  judgesClaims: true,
  create({ keys }) {
    const server = { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks.json` };
    const options = {
      signingAlgorithms: [keys.algorithm],
      [jwksCache]: { jwks: { keys: [keys.jwk] }, uat: Math.floor(Date.now() / 1000) },
    };
    // A server has the request already; making one for each token would be our cost, not the library's. The field is read
    // before the first wait, so that one request serves many calls.
    const request = new Request(AUDIENCE);
    return (token) => {
      request.headers.set("authorization", `Bearer ${token}`);
      return validateJwtAccessToken(server, request, AUDIENCE, options);
    };
  },
};
