// What contenders on several frameworks share.
import { ConfigurationError, createVerifier } from "@ostiary/core";
import { createLocalJWKSet, jwtVerify } from "jose";
import { OSTIARY_FORGETFUL } from "../contenders.mjs";

/** This version of a contender has no such setting: it is left out, out loud. */
export class UnsupportedError extends Error {}

/**
 * The verifier as its documentation has it, with the address of the keys.
 *
 * @param {string} contender
 * @param {import("../contenders.mjs").Trust} trust
 */
export function createOstiary(contender, { issuer, audience, jwksUri }) {
  const options = { issuer: { issuer, jwksUri }, audience };
  if (contender !== OSTIARY_FORGETFUL) return createVerifier(options);
  try {
    return createVerifier({ ...options, signatureMemory: false });
  } catch (error) {
    if (error instanceof ConfigurationError) throw new UnsupportedError("this build has no option signatureMemory");
    throw error;
  }
}

/**
 * The dozen lines that people write: the claims of the token in the field, or `undefined` for any that is not good.
 *
 * @param {import("../contenders.mjs").Trust} trust
 */
export function createJoseCheck({ issuer, audience, algorithm, jwks }) {
  const keys = createLocalJWKSet(jwks);
  const options = { issuer, audience, algorithms: [algorithm] };
  /** @param {string | undefined} field */
  return async (field) => {
    if (field?.startsWith("Bearer ") !== true) return undefined;
    try {
      return (await jwtVerify(field.slice("Bearer ".length), keys, options)).payload;
    } catch {
      return undefined;
    }
  };
}
