import { createVerifier, type Verifier, type VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/hono";
import { Hono } from "hono";

/** An API that takes JWTs and opaque tokens, and cannot tell them apart once they are verified. */
export interface Service {
  request(path: string, init?: RequestInit): Promise<Response>;
  readonly verifier: Verifier;
}

/** What it trusts, and whether that is to be introspected, is an argument. */
export function createService(trust: VerifierOptions): Service {
  const verifier = createVerifier(trust);
  const { requireScope } = createAuth(verifier);
  const app = new Hono();

  app.get("/orders", requireScope("orders:read"), (c) => {
    const { subject, format } = c.var.accessToken;
    return c.json({ owner: subject, format });
  });

  // An introspection endpoint that fails makes "degraded" and never "down": only requests show whether it is back.
  app.get("/readyz", (c) => {
    const { state, issuers } = verifier.health();
    const introspection = issuers.map((issuer) => issuer.introspection?.state ?? "not asked");
    return c.json({ state, introspection }, state === "down" ? 503 : 200);
  });

  return { request: async (path, init) => app.request(path, init), verifier };
}
