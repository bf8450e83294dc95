import { awsJwtVerify, awsJwtVerifySync } from "./aws-jwt-verify.mjs";
import { fastJwt, fastJwtWithCache, fastJwtWithRawCache } from "./fast-jwt.mjs";
import { callbackFloor, digestFloor, synchronousFloor, webCryptoFloor } from "./floor.mjs";
import { jose, joseWithLru } from "./jose.mjs";
import { oauth4webapi } from "./oauth4webapi.mjs";
import { ostiary, ostiaryWithoutMemory } from "./ostiary.mjs";

/** @import { Contender } from "../contender.mjs" */

/**
 * All of them; the first is the floor that the ratios are of.
 *
 * @type {readonly Contender[]}
 */
export const CONTENDERS = [
  synchronousFloor,
  callbackFloor,
  webCryptoFloor,
  digestFloor,
  ostiary,
  ostiaryWithoutMemory,
  joseWithLru,
  fastJwtWithRawCache,
  fastJwtWithCache,
  fastJwt,
  awsJwtVerifySync,
  awsJwtVerify,
  jose,
  oauth4webapi,
];
