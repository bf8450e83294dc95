import { createAuth } from "@ostiary/express";
import express from "express";
import { expressjwt } from "express-jwt";
import { auth } from "express-oauth2-jwt-bearer";
import jwksRsa from "jwks-rsa";
import { INERT, JOSE, NO_AUTH } from "../contenders.mjs";
import { createJoseCheck, createOstiary } from "./verifiers.mjs";

/**
 * @param {string} contender
 * @param {import("../contenders.mjs").Trust} trust
 * @returns {Promise<number>} The port.
 */
export async function startExpress(contender, trust) {
  const app = express();
  app.get("/orders", ...createMiddleware(contender, trust), (_, response) => {
    response.json({ orders: [] });
  });
  app.use(answerError);
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  return server.address().port;
}

/**
 * @param {string} contender
 * @param {import("../contenders.mjs").Trust} trust
 * @returns {import("express").RequestHandler[]}
 */
function createMiddleware(contender, trust) {
  const { issuer, audience, algorithm, jwksUri } = trust;
  if (contender === NO_AUTH) return [];
  if (contender === INERT) {
    return [(request, response, next) => (request.headers.authorization ? next() : response.status(401).end())];
  }
  if (contender === JOSE) {
    const check = createJoseCheck(trust);
    return [
      async (request, response, next) => {
        const claims = await check(request.headers.authorization);
        response.locals["claims"] = claims;
        if (claims === undefined) response.status(401).end();
        else next();
      },
    ];
  }
  if (contender === "express-oauth2-jwt-bearer") {
    return [auth({ issuer, audience, jwksUri, tokenSigningAlg: algorithm })];
  }
  if (contender === "express-jwt + jwks-rsa") {
    const secret = jwksRsa.expressJwtSecret({ cache: true, rateLimit: true, jwksRequestsPerMinute: 5, jwksUri });
    return [expressjwt({ secret, audience, issuer, algorithms: [algorithm] })];
  }
  return [createAuth(createOstiary(contender, trust)).requireAuth()];
}

/**
 * As Express does, without a line on stderr.
 *
 * @param {{ status?: number }} error
 * @param {unknown} _request
 * @param {import("express").Response} response
 * @param {unknown} _next Express tells such a handler by its four parameters.
 */
function answerError(error, _request, response, _next) {
  response.status(error.status ?? 500).end();
}
