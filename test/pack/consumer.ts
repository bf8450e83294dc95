// What must and must not compile against the packed packages, from outside the repository. An `@ts-expect-error` over
// a line that does compile is an error itself. Compiled by scripts/check-pack.mjs, never run.
import { type AccessToken, createVerifier, type VerifierOptions } from "@ostiary/core";
import { dangerouslyAcceptAnyAudience } from "@ostiary/core/danger";
import { createAuth as createExpressAuth } from "@ostiary/express";
import ostiary from "@ostiary/fastify";
import { createAuth as createHonoAuth } from "@ostiary/hono";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";

const options: VerifierOptions = { issuer: "https://auth.example.com", audience: "https://api.example.com" };

export const verifier = createVerifier(options);
export const token: Promise<AccessToken> = verifier.verify("a.b.c", { scopes: ["api:read"] });
export const anyAudience = createVerifier({ issuer: options.issuer, audience: dangerouslyAcceptAnyAudience });

// @ts-expect-error - an unknown option name
createVerifier({ ...options, clockTolerance: 5 });
// @ts-expect-error - no issuer
createVerifier({ audience: "https://api.example.com" });
// @ts-expect-error - a switch that only `@ostiary/core/danger` can turn
createVerifier({ issuer: options.issuer, audience: false });
// @ts-expect-error - an unknown name in a requirement
void verifier.verify("a.b.c", { scope: "api:read" });
// @ts-expect-error - the verified token is frozen
void token.then((verified) => (verified.subject = "somebody else"));

const expressAuth = createExpressAuth(options);
express().get("/orders", expressAuth.requireScope("api:read", "api:list"), (_request, response) => {
  response.end();
});
// @ts-expect-error - a scope is a string
expressAuth.requireScope(1);
// @ts-expect-error - a guard that asks for nothing
expressAuth.requireScope();

const honoAuth = createHonoAuth(options);
new Hono().get("/orders", honoAuth.requireScope("api:read"), (c) => c.json({ subject: c.var.accessToken.subject }));
// @ts-expect-error - a scope is a string
honoAuth.requireScope(1);

const server = fastify();
void server.register(ostiary, options);
// @ts-expect-error - no issuer
void server.register(ostiary, { audience: "https://api.example.com" });
