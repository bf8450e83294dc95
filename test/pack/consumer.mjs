// Uses the packed packages from outside the repository, as ES modules. Run by scripts/check-pack.mjs.
import assert from "node:assert/strict";
import { createVerifier } from "@ostiary/core";
import { createGate } from "@ostiary/core/adapter";
import { dangerouslyAcceptAnyAudience } from "@ostiary/core/danger";
import { createAuth as createExpressAuth } from "@ostiary/express";
import ostiary from "@ostiary/fastify";
import { createAuth as createHonoAuth } from "@ostiary/hono";
import { createTestIssuer } from "@ostiary/testing";

const options = { issuer: "https://auth.example.com", audience: "https://api.example.com" };

const outcome = await createVerifier(options).authenticate({ authorization: [] });
assert.equal(outcome.kind, "denied");
assert.equal(outcome.reason, "no_credentials");

assert.equal(typeof createGate, "function");
assert.equal(typeof dangerouslyAcceptAnyAudience, "symbol");
assert.equal(typeof createExpressAuth(options).requireScope("api:read"), "function");
assert.equal(typeof ostiary, "function");
assert.equal(typeof createHonoAuth(options).requireScope("api:read"), "function");

const issuer = await createTestIssuer();
await issuer.close?.();
