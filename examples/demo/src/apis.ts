import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { AccessToken, Fetch, OstiaryEvent, VerifierOptions } from "@ostiary/core";
import { accessTokenOf, createAuth as createExpressAuth } from "@ostiary/express";
import { ostiary } from "@ostiary/fastify";
import { createAuth as createHonoAuth } from "@ostiary/hono";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import { listen } from "./loopback.js";

/** One API, and what its verifier told its operator. */
export interface Api {
  readonly name: "Express" | "Fastify" | "Hono";
  readonly origin: string;
  /** The events since the list was emptied last. */
  readonly events: OstiaryEvent[];
  /** Where tokens were sent to be introspected, one entry a call, since the list was emptied last. */
  readonly introspections: string[];
}

/** Starts the same API three times, once on each framework, each with a verifier of its own. */
export async function startApis(
  trust: Pick<VerifierOptions, "issuer" | "audience" | "clock">,
): Promise<readonly Api[]> {
  const start = async (
    name: Api["name"],
    create: (options: VerifierOptions) => RequestListener | Promise<RequestListener>,
  ) => {
    const events: OstiaryEvent[] = [];
    const introspections: string[] = [];
    const options = {
      ...trust,
      clockToleranceSeconds: 0, // all run on one clock, and the token that expires need not be waited for as long
      fetch: listingIntrospections(introspections),
      onEvent: (event: OstiaryEvent) => events.push(event),
    };
    const { origin } = await listen(await create(options));
    return { name, origin, events, introspections };
  };
  return Promise.all([
    start("Express", createExpressApi),
    start("Fastify", createFastifyApi),
    start("Hono", createHonoApi),
  ]);
}

/** The platform's `fetch`, watched: nothing else that a verifier sends is a POST. */
function listingIntrospections(list: string[]): Fetch {
  return (url, init) => {
    if (init.method === "POST") list.push(url);
    return fetch(url, init);
  };
}

function createExpressApi(options: VerifierOptions): RequestListener {
  const { requireAuth, requireScope } = createExpressAuth(options);
  const app = express();
  app.get("/orders", requireScope("api:read"), (request, response) => {
    response.json(describeCaller(accessTokenOf(request)));
  });
  app.post("/orders", requireScope("api:write"), (request, response) => {
    response.status(201).json(describeCaller(accessTokenOf(request)));
  });
  app.get("/me", requireAuth(), (request, response) => {
    response.json(describeCaller(accessTokenOf(request)));
  });
  return app;
}

async function createFastifyApi(options: VerifierOptions): Promise<RequestListener> {
  const app = Fastify();
  await app.register(ostiary, options);
  app.get("/orders", { onRequest: app.requireScope("api:read") }, (request, reply) =>
    reply.send(describeCaller(request.accessToken)),
  );
  app.post("/orders", { onRequest: app.requireScope("api:write") }, (request, reply) =>
    reply.code(201).send(describeCaller(request.accessToken)),
  );
  app.get("/me", { onRequest: app.requireAuth() }, (request, reply) => reply.send(describeCaller(request.accessToken)));
  await app.ready();
  return (request, response) => app.routing(request, response);
}

function createHonoApi(options: VerifierOptions): RequestListener {
  const { requireAuth, requireScope } = createHonoAuth(options);
  const app = new Hono();
  app.get("/orders", requireScope("api:read"), (c) => c.json(describeCaller(c.var.accessToken)));
  app.post("/orders", requireScope("api:write"), (c) => c.json(describeCaller(c.var.accessToken), 201));
  app.get("/me", requireAuth(), (c) => c.json(describeCaller(c.var.accessToken)));
  const answer = getRequestListener(app.fetch);
  return (request, response) => void answer(request, response);
}

/** What each route answers: who is calling, and what the token grants. */
function describeCaller({ subject, clientId, scopes }: AccessToken): object {
  return { subject, clientId, scopes: [...scopes] };
}
