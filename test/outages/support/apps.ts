import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Verifier } from "@ostiary/core";
import { createAuth as createExpressAuth } from "@ostiary/express";
import { ostiary } from "@ostiary/fastify";
import { createAuth as createHonoAuth } from "@ostiary/hono";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { listen, type Target } from "../../contract/targets/target.js";

/** An API that listens on the loopback interface and lets `GET /orders` through with `api:read`. */
export interface App extends Target {
  readonly name: string;
}

/** The same API on every framework, over one verifier. */
export async function startApps(verifier: Verifier): Promise<readonly App[]> {
  return Promise.all(
    Object.entries(starters).map(async ([name, start]) => {
      const { origin, close } = await start(verifier);
      return { name, origin, close };
    }),
  );
}

/** The frameworks there is an adapter for. */
export type Framework = "Express" | "Fastify" | "Hono";

/** Starts one of them. */
export const starters: Readonly<Record<Framework, (verifier: Verifier) => Promise<Target>>> = {
  Express: async (verifier) => {
    const app = express();
    app.get("/orders", createExpressAuth(verifier).requireScope("api:read"), (_request, response) => {
      response.end("[]");
    });
    return listen(createServer(app));
  },
  Fastify: async (verifier) => {
    const app = fastify({ forceCloseConnections: true });
    await app.register(ostiary, { verifier });
    app.get("/orders", { onRequest: app.requireScope("api:read") }, async () => "[]");
    return { origin: await app.listen({ port: 0, host: "127.0.0.1" }), close: () => app.close() };
  },
  Hono: async (verifier) => {
    const app = new Hono();
    app.get("/orders", createHonoAuth(verifier).requireScope("api:read"), (c) => c.text("[]"));
    return listen(createAdaptorServer({ fetch: app.fetch }) as Server);
  },
};

/** Asks an API for its orders. The body of the answer has been read. */
export async function ask({ origin }: Pick<Target, "origin">, token: string): Promise<Response> {
  const response = await fetch(`${origin}/orders`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response;
}
