import type { VerifierOptions } from "@ostiary/core";
import { optionalAccessTokenOf, ostiary } from "@ostiary/fastify";
import fastify, { type RouteHandlerMethod } from "fastify";
import { AMPLE_HEADER_BYTES, describeCaller, type Target } from "./target.js";

export async function startFastify(options: VerifierOptions, maxHeaderSize = AMPLE_HEADER_BYTES): Promise<Target> {
  const app = fastify({ http: { maxHeaderSize }, forceCloseConnections: true });
  await app.register(ostiary, options);
  const answer: RouteHandlerMethod = async (request, reply) =>
    reply.header("Content-Type", "application/json").send(Buffer.from(describeCaller(optionalAccessTokenOf(request))));
  app.get("/public", answer);
  app.get("/me", { onRequest: app.requireAuth() }, answer);
  app.get("/orders", { onRequest: app.requireScope("api:read") }, answer);
  app.get("/admin", { onRequest: app.requireScope("api:read", "api:admin") }, answer);
  app.get("/reports", { onRequest: app.requireAnyScope("report:read", "api:admin") }, answer);
  app.get("/open", { onRequest: app.optionalAuth() }, answer);
  app.get("/twice", { onRequest: [app.requireAuth(), app.requireScope("api:read")] }, answer);
  return { origin: await app.listen({ port: 0, host: "127.0.0.1" }), close: () => app.close() };
}
