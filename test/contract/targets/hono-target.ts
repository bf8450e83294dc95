import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { VerifierOptions } from "@ostiary/core";
import { createAuth, optionalAccessTokenOf } from "@ostiary/hono";
import { type Handler, Hono } from "hono";
import { AMPLE_HEADER_BYTES, describeCaller, listen, type Target } from "./target.js";

export async function startHono(options: VerifierOptions, maxHeaderSize = AMPLE_HEADER_BYTES): Promise<Target> {
  const { requireAuth, requireScope, requireAnyScope, optionalAuth } = createAuth(options);
  const answer: Handler = (c) =>
    c.body(describeCaller(optionalAccessTokenOf(c)), 200, { "Content-Type": "application/json" });
  const app = new Hono();
  app.get("/public", answer);
  app.get("/me", requireAuth(), answer);
  app.get("/orders", requireScope("api:read"), answer);
  app.get("/admin", requireScope("api:read", "api:admin"), answer);
  app.get("/reports", requireAnyScope("report:read", "api:admin"), answer);
  app.get("/open", optionalAuth(), answer);
  app.get("/twice", requireAuth(), requireScope("api:read"), answer);
  return listen(createAdaptorServer({ fetch: app.fetch, serverOptions: { maxHeaderSize } }) as Server);
}
