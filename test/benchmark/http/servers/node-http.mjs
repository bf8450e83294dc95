import { createServer } from "node:http";
import { authorizationLinesOf } from "@ostiary/core/adapter";
import { INERT, JOSE, NO_AUTH } from "../contenders.mjs";
import { createJoseCheck, createOstiary } from "./verifiers.mjs";

const BODY = JSON.stringify({ orders: [] });
const HEADERS = { "content-type": "application/json", "content-length": BODY.length };

/**
 * @typedef {import("node:http").IncomingMessage} Message
 * @typedef {import("node:http").ServerResponse} Reply
 */

/**
 * @param {string} contender
 * @param {import("../contenders.mjs").Trust} trust
 * @returns {Promise<number>} The port.
 */
export async function startNodeHttp(contender, trust) {
  const server = createServer(createListener(contender, trust));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}

/**
 * @param {string} contender
 * @param {import("../contenders.mjs").Trust} trust
 * @returns {(request: Message, reply: Reply) => unknown}
 */
function createListener(contender, trust) {
  if (contender === NO_AUTH) return (_, reply) => accept(reply);
  if (contender === INERT) return (request, reply) => (request.headers.authorization ? accept(reply) : refuse(reply));
  if (contender === JOSE) {
    const check = createJoseCheck(trust);
    return async (request, reply) => {
      const claims = await check(request.headers.authorization);
      return claims === undefined ? refuse(reply) : accept(reply);
    };
  }
  const verifier = createOstiary(contender, trust);
  return async (request, reply) => {
    const outcome = await verifier.authenticate({ authorization: authorizationLinesOf(request) });
    return outcome.kind === "accepted" ? accept(reply) : refuse(reply);
  };
}

/** @param {Reply} reply */
function accept(reply) {
  reply.writeHead(200, HEADERS).end(BODY);
}

/** @param {Reply} reply */
function refuse(reply) {
  reply.writeHead(401, { "www-authenticate": "Bearer" }).end();
}
