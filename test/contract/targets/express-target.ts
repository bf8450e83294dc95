import { createServer } from "node:http";
import type { VerifierOptions } from "@ostiary/core";
import { createAuth, optionalAccessTokenOf } from "@ostiary/express";
import express, { type RequestHandler } from "express";
import { AMPLE_HEADER_BYTES, describeCaller, listen, type Target } from "./target.js";

export async function startExpress(options: VerifierOptions, maxHeaderSize = AMPLE_HEADER_BYTES): Promise<Target> {
  const { requireAuth, requireScope, requireAnyScope, optionalAuth } = createAuth(options);
  const answer: RequestHandler = (request, response) => {
    response.setHeader("Content-Type", "application/json").end(describeCaller(optionalAccessTokenOf(request)));
  };
  const app = express();
  app.disable("x-powered-by");
  app.get("/public", answer);
  app.get("/me", requireAuth(), answer);
  app.get("/orders", requireScope("api:read"), answer);
  app.get("/admin", requireScope("api:read", "api:admin"), answer);
  app.get("/reports", requireAnyScope("report:read", "api:admin"), answer);
  app.get("/open", optionalAuth(), answer);
  app.get("/twice", requireAuth(), requireScope("api:read"), answer);
  return listen(createServer({ maxHeaderSize }, app));
}
