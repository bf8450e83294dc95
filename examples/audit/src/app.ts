import type { VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/hono";
import { Hono } from "hono";

/** The application: one route for everybody who may read orders, one for everybody. */
export function createApp(trust: VerifierOptions): Hono {
  const { requireScope, optionalAuth } = createAuth(trust);
  const app = new Hono();
  app.get("/orders", requireScope("orders:read"), (c) => c.json({ orders: [], owner: c.var.accessToken.subject }));
  app.get("/offers", optionalAuth(), (c) => c.json({ offers: [] }));
  return app;
}
