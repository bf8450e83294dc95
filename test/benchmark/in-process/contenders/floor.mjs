// The bare signature checks: nothing that verifies each token can be quicker. What they check is ready before the clock
// starts: signing input and signature as bytes, the key as an object.
import { hash, verify, webcrypto } from "node:crypto";
import { toCryptoArguments } from "../tokens.mjs";

/** @import { Contender, Setup } from "../contender.mjs" */

/** As many tokens of a pool as are prepared; what comes after begins anew. */
const PREPARED = 4096;

/** @type {Contender} */
export const synchronousFloor = {
  name: "crypto.verify",
  role: "floor",
  isSync: true,
  judgesClaims: false,
  create(setup) {
    const { hash: digest, key } = toCryptoArguments(setup.keys.algorithm, setup.keys.publicKey);
    const prepared = setup.tokens.slice(0, PREPARED).map(split);
    return (_token, index) => {
      const { input, signature } = prepared[index % prepared.length] ?? EMPTY;
      return verify(digest, input, key, signature);
    };
  },
};

/** @type {Contender} */
export const callbackFloor = {
  name: "crypto.verify, callback",
  role: "floor",
  isSync: false,
  judgesClaims: false,
  create(setup) {
    const { hash: digest, key } = toCryptoArguments(setup.keys.algorithm, setup.keys.publicKey);
    const prepared = setup.tokens.slice(0, PREPARED).map(split);
    return (_token, index) => {
      const { input, signature } = prepared[index % prepared.length] ?? EMPTY;
      return new Promise((resolve, reject) => {
        verify(digest, input, key, signature, (error, isValid) => (error === null ? resolve(isValid) : reject(error)));
      });
    };
  },
};

/** @type {Contender} */
export const webCryptoFloor = {
  name: "subtle.verify",
  role: "floor",
  isSync: false,
  judgesClaims: false,
  async create(setup) {
    const { name, imported } = toWebCrypto(setup);
    const key = await webcrypto.subtle.importKey("jwk", setup.keys.jwk, imported, false, ["verify"]);
    const prepared = setup.tokens.slice(0, PREPARED).map(split);
    return (_token, index) => {
      const { input, signature } = prepared[index % prepared.length] ?? EMPTY;
      return webcrypto.subtle.verify(name, key, signature, input);
    };
  },
};

/**
 * What finding a token by its digest costs at least.
 *
 * @type {Contender}
 */
export const digestFloor = {
  name: "SHA-256 of the token",
  role: "digest",
  isSync: true,
  judgesClaims: false,
  create: () => (token) => hash("sha256", token, "base64url"),
};

const EMPTY = { input: Buffer.alloc(0), signature: Buffer.alloc(0) };

/** @param {string} token */
function split(token) {
  const dot = token.lastIndexOf(".");
  return { input: Buffer.from(token.slice(0, dot)), signature: Buffer.from(token.slice(dot + 1), "base64url") };
}

/** @param {Setup} setup */
function toWebCrypto({ keys: { algorithm } }) {
  const digest = { hash: "SHA-256" };
  switch (algorithm) {
    case "RS256":
      return { name: { name: "RSASSA-PKCS1-v1_5" }, imported: { name: "RSASSA-PKCS1-v1_5", ...digest } };
    case "PS256":
      return { name: { name: "RSA-PSS", saltLength: 32 }, imported: { name: "RSA-PSS", ...digest } };
    case "ES256":
      return { name: { name: "ECDSA", ...digest }, imported: { name: "ECDSA", namedCurve: "P-256" } };
    case "EdDSA":
      return { name: { name: "Ed25519" }, imported: { name: "Ed25519" } };
  }
}
