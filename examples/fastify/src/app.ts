import { optionalAccessTokenOf, ostiary, type OstiaryOptions } from "@ostiary/fastify";
import fastify, { type FastifyInstance } from "fastify";

/** The API of a shop. What it trusts is an argument, so that a test can bring an issuer of its own. */
export async function createApp(trust: OstiaryOptions): Promise<FastifyInstance> {
  const app = fastify();
  await app.register(ostiary, trust);

  app.get("/orders", { onRequest: app.requireScope("orders:read") }, async (request) => ({
    owner: request.accessToken.subject,
  }));

  app.get("/reports", { onRequest: app.requireAnyScope("reports:read", "admin") }, async () => ({ reports: [] }));

  app.get("/greeting", { onRequest: app.optionalAuth() }, async (request) => ({
    hello: optionalAccessTokenOf(request)?.subject ?? "stranger",
  }));

  return app;
}
