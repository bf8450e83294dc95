import fastifyJwt from "@fastify/jwt";
import { ostiary } from "@ostiary/fastify";
import Fastify from "fastify";
import { INERT, JOSE, NO_AUTH } from "../contenders.mjs";
import { createJoseCheck, createOstiary } from "./verifiers.mjs";

/**
 * @param {string} contender
 * @param {import("../contenders.mjs").Trust} trust
 * @returns {Promise<number>} The port.
 */
export async function startFastify(contender, trust) {
  const app = Fastify();
  const onRequest = await createHooks(app, contender, trust);
  app.get("/orders", { onRequest }, async () => ({ orders: [] }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  return /** @type {import("node:net").AddressInfo} */ (app.server.address()).port;
}

/**
 * @param {import("fastify").FastifyInstance} app
 * @param {string} contender
 * @param {import("../contenders.mjs").Trust} trust
 * @returns {Promise<import("fastify").onRequestHookHandler[]>}
 */
async function createHooks(app, contender, trust) {
  const { issuer, audience, algorithm, pem } = trust;
  if (contender === NO_AUTH) return [];
  if (contender === INERT) {
    return [
      (request, reply, done) => {
        if (request.headers.authorization) done();
        else reply.code(401).send();
      },
    ];
  }
  if (contender === JOSE) {
    const check = createJoseCheck(trust);
    app.decorateRequest("claims", null);
    return [
      async (request, reply) => {
        const claims = await check(request.headers.authorization);
        if (claims === undefined) return reply.code(401).send();
        Object.assign(request, { claims });
        return undefined;
      },
    ];
  }
  if (contender === "@fastify/jwt, cache") {
    const verify = { algorithms: [algorithm], allowedIss: issuer, allowedAud: audience, cache: true };
    await app.register(fastifyJwt, { secret: { public: pem }, verify });
    return [async (request) => void (await request.jwtVerify())];
  }
  await app.register(ostiary, { verifier: createOstiary(contender, trust) });
  return [app.requireAuth()];
}
