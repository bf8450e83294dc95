import { createVerifier } from "fast-jwt";
import { AUDIENCE, ISSUER } from "../tokens.mjs";

/** @import { Contender, Setup } from "../contender.mjs" */

/** @type {Contender} */
export const fastJwt = {
  name: "fast-jwt",
  role: "peer",
  isSync: true,
  judgesClaims: true,
  create: (setup) => toVerify(toOptions(setup)),
};

/**
 * With its cache as it comes: keyed by a digest.
 *
 * @type {Contender}
 */
export const fastJwtWithCache = {
  name: "fast-jwt, cache",
  role: "peer",
  isSync: true,
  judgesClaims: true,
  remembers: 1,
  create: (setup) => toVerify({ ...toOptions(setup), cache: setup.room ?? true }),
};

/**
 * With its cache as its documentation makes it quicker for those who do not mind raw tokens as keys.
 *
 * @type {Contender}
 */
export const fastJwtWithRawCache = {
  name: "fast-jwt, cache by raw token",
  role: "peer",
  isSync: true,
  judgesClaims: true,
  remembers: 1,
  create: (setup) =>
    toVerify({
      ...toOptions(setup),
      cache: setup.room ?? true,
      cacheKeyBuilder: (/** @type {string} */ token) => token,
    }),
};

/** @param {Partial<import("fast-jwt").VerifierOptions & { key: string }>} options */
function toVerify(options) {
  const verify = createVerifier(options);
  return (/** @type {string} */ token) => verify(token);
}

/** @param {Setup} setup */
function toOptions({ keys }) {
  return { key: keys.pem, algorithms: [keys.algorithm], allowedIss: ISSUER, allowedAud: AUDIENCE, checkTyp: "at+jwt" };
}
