import { serve } from "@hono/node-server";
import { createAuth } from "@ostiary/hono";
import { Hono } from "hono";
import { jwk } from "hono/jwk";
import { INERT, JOSE, NO_AUTH } from "../contenders.mjs";
import { createJoseCheck, createOstiary } from "./verifiers.mjs";

/**
 * @param {string} contender
 * @param {import("../contenders.mjs").Trust} trust
 * @returns {Promise<number>} The port.
 */
export async function startHono(contender, trust) {
  const app = new Hono();
  for (const middleware of createMiddleware(contender, trust)) app.use("/orders", middleware);
  app.get("/orders", (c) => c.json({ orders: [] }));
  return new Promise((resolve) => {
    serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(port));
  });
}

/**
 * @param {string} contender
 * @param {import("../contenders.mjs").Trust} trust
 * @returns {import("hono").MiddlewareHandler[]}
 */
function createMiddleware(contender, trust) {
  const { issuer, audience, algorithm, jwks } = trust;
  if (contender === NO_AUTH) return [];
  if (contender === INERT) return [async (c, next) => (c.req.header("Authorization") ? next() : c.body(null, 401))];
  if (contender === JOSE) {
    const check = createJoseCheck(trust);
    return [
      async (c, next) => {
        const claims = await check(c.req.header("Authorization"));
        if (claims === undefined) return c.body(null, 401);
        c.set("claims", claims);
        return next();
      },
    ];
  }
  if (contender === "hono jwk, keys") {
    const keys = /** @type {import("hono/utils/jwt/jws").HonoJsonWebKey[]} */ (jwks.keys);
    return [jwk({ keys, alg: [algorithm], verification: { iss: issuer, aud: audience } })];
  }
  return [createAuth(createOstiary(contender, trust)).requireAuth()];
}
