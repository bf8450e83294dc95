import type { VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/hono";
import { Hono } from "hono";

/** The API of a shop. What it trusts is an argument, so that a test can bring an issuer of its own. */
export function createApp(trust: VerifierOptions): Hono {
  const { requireScope, requireAnyScope, optionalAuth } = createAuth(trust);
  const app = new Hono();

  app.get("/orders", requireScope("orders:read"), (c) => c.json({ owner: c.var.accessToken.subject }));

  app.get("/reports", requireAnyScope("reports:read", "admin"), (c) => c.json({ reports: [] }));

  app.get("/greeting", optionalAuth(), (c) => c.json({ hello: c.var.accessToken?.subject ?? "stranger" }));

  return app;
}
