// Who is measured on which framework. `none` answers without looking at anything, `inert` reads the field and no more:
// what both cost is the framework's own.

/** @typedef {"express" | "fastify" | "hono" | "node:http"} Framework */

/**
 * What a server trusts, handed to its process.
 *
 * @typedef {object} Trust
 * @property {string} issuer
 * @property {string} audience
 * @property {"RS256" | "ES256"} algorithm
 * @property {{ keys: object[] }} jwks
 * @property {string} jwksUri
 * @property {string} pem
 */

export const NO_AUTH = "no auth";
export const INERT = "inert middleware";
export const OSTIARY = "ostiary";
export const OSTIARY_FORGETFUL = "ostiary, no memory";
export const JOSE = "jose, by hand";

const EVERYWHERE = [NO_AUTH, INERT, OSTIARY, OSTIARY_FORGETFUL, JOSE];

/** @type {Readonly<Record<Framework, readonly string[]>>} */
export const CONTENDERS = {
  express: [...EVERYWHERE, "express-oauth2-jwt-bearer", "express-jwt + jwks-rsa"],
  fastify: [...EVERYWHERE, "@fastify/jwt, cache"],
  hono: [...EVERYWHERE, "hono jwk, keys"],
  "node:http": EVERYWHERE,
};

/** @param {string} contender */
export function looksAtTokens(contender) {
  return contender !== NO_AUTH && contender !== INERT;
}
