import type { VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/express";
import express, { type Express } from "express";

/** The API of a shop. What it trusts is an argument, so that a test can bring an issuer of its own. */
export function createApp(trust: VerifierOptions): Express {
  const { requireScope, requireAnyScope, optionalAuth, accessTokenOf, optionalAccessTokenOf } = createAuth(trust);
  const app = express();

  app.get("/orders", requireScope("orders:read"), (request, response) => {
    response.json({ owner: accessTokenOf(request).subject });
  });

  app.get("/reports", requireAnyScope("reports:read", "admin"), (_request, response) => {
    response.json({ reports: [] });
  });

  app.get("/greeting", optionalAuth(), (request, response) => {
    response.json({ hello: optionalAccessTokenOf(request)?.subject ?? "stranger" });
  });

  return app;
}
