import { createLocalJWKSet, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { AUDIENCE, ISSUER } from "../tokens.mjs";

/** @import { Contender, Setup } from "../contender.mjs" */

const DEFAULT_ROOM = 10_000;

/** @type {Contender} */
export const jose = {
  name: "jose",
  role: "peer",
  isSync: false,
  judgesClaims: true,
  create: createVerify,
};

/**
 * What people write by hand around it. The token itself is the key of the cache.
 *
 * @type {Contender}
 */
export const joseWithLru = {
  name: "jose + LRU by raw token",
  role: "by hand",
  isSync: false,
  judgesClaims: true,
  remembers: 1,
  create(setup) {
    const verify = createVerify(setup);
    /** @type {LRUCache<string, import("jose").JWTPayload>} */
    const cache = new LRUCache({ max: setup.room ?? DEFAULT_ROOM });
    return async (token) => {
      const known = cache.get(token);
      if (known?.exp !== undefined && known.exp > Date.now() / 1000) return known;
      const payload = await verify(token);
      cache.set(token, payload);
      return payload;
    };
  },
};

/** @param {Setup} setup */
function createVerify({ keys }) {
  const keySet = createLocalJWKSet({ keys: [keys.jwk] });
  const options = { issuer: ISSUER, audience: AUDIENCE, typ: "at+jwt", algorithms: [keys.algorithm] };
  return async (/** @type {string} */ token) => (await jwtVerify(token, keySet, options)).payload;
}
