import { createVerifier, type Verifier, type VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/express";
import express, { type Express } from "express";

/** An API that tells its platform how it is. */
export interface Service {
  readonly app: Express;
  readonly verifier: Verifier;
}

/** What it trusts is an argument, so that a test can bring an issuer of its own. */
export function createService(trust: VerifierOptions): Service {
  const verifier = createVerifier(trust);
  const { requireScope, accessTokenOf } = createAuth(verifier);
  const app = express();

  // Is the process alive? An outage of somebody else is no reason to restart it.
  app.get("/healthz", (_request, response) => {
    response.json({ status: "alive" });
  });

  // Can it serve? What strangers see is a word each; `lastError` names addresses and stays in the log.
  app.get("/readyz", (_request, response) => {
    const { state, issuers } = verifier.health();
    response.status(state === "down" ? 503 : 200).json({
      state,
      keys: issuers.map((issuer) => ({ state: issuer.state, lastErrorClass: issuer.lastErrorClass ?? null })),
    });
  });

  app.get("/orders", requireScope("orders:read"), (request, response) => {
    response.json({ owner: accessTokenOf(request).subject });
  });

  return { app, verifier };
}
