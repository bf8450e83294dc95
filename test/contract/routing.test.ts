import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { VerifierOptions } from "@ostiary/core";
import { createAuth as createExpressAuth } from "@ostiary/express";
import { ostiary } from "@ostiary/fastify";
import { createAuth as createHonoAuth } from "@ostiary/hono";
import { createContractSetting } from "@ostiary/testing";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { startForTest } from "./targets/index.js";
import { exchangeRaw } from "./targets/raw-exchange.js";
import { listen, type StartTarget } from "./targets/target.js";

// An application as the documentation of the adapters says: `/public` is open, and in front of all of `/api` stands a guard.

async function startExpress(options: VerifierOptions) {
  const { requireAuth } = createExpressAuth(options);
  const api = express.Router();
  api.use(requireAuth());
  api.all("/secret", (_, response) => void response.end("the secret"));
  const app = express();
  app.get("/public", (_, response) => void response.end("for all"));
  app.use("/api", api);
  return listen(createServer(app));
}

async function startFastify(options: VerifierOptions) {
  const app = fastify({ forceCloseConnections: true });
  await app.register(ostiary, options);
  app.get("/public", async () => "for all");
  await app.register(
    async (api) => {
      api.addHook("onRequest", api.requireAuth());
      api.all("/secret", async () => "the secret");
    },
    { prefix: "/api" },
  );
  return { origin: await app.listen({ port: 0, host: "127.0.0.1" }), close: () => app.close() };
}

async function startHono(options: VerifierOptions) {
  const { requireAuth } = createHonoAuth(options);
  const api = new Hono().use(requireAuth()).all("/secret", (c) => c.text("the secret"));
  const app = new Hono().get("/public", (c) => c.text("for all")).route("/api", api);
  return listen(createAdaptorServer(app) as Server);
}

const setting = await createContractSetting();
const starts: readonly (readonly [string, StartTarget])[] = [
  ["Express", startExpress],
  ["Fastify", startFastify],
  ["Hono", startHono],
];

describe.each(starts)("%s", (_, start) => {
  test("opens a guarded router to a good token, and what is not in it to everybody (RFC 6750 §3)", async () => {
    const origin = await startForTest(start, setting.verifierOptions);
    const authorization = `Authorization: Bearer ${setting.as.issue()}`;
    const secret = await exchangeRaw(origin, ["GET /api/secret HTTP/1.1", authorization]);
    expect(secret).toMatchObject({ status: 200, body: "the secret" });
    expect(await exchangeRaw(origin, ["GET /public HTTP/1.1"])).toMatchObject({ status: 200, body: "for all" });
    expect(await exchangeRaw(origin, ["GET /api/secret HTTP/1.1"])).toMatchObject({ status: 401 });
  });

  test.each([
    "/api/secret/",
    "/API/SECRET",
    "/api/%73ecret",
    "/%61pi/secret",
    "/api//secret",
    "//api/secret",
    "/api/./secret",
    "/public/../api/secret",
    "/public/%2e%2e/api/secret",
    "/public/..%2fapi/secret",
    "/api%2fsecret",
    "/api/secret;x=1",
    "/api;x=1/secret",
    "/api/secret?x=/public",
    "/api/secret#/public",
    "/api\\secret",
    "http://public.example.com/api/secret",
    "/api/secret%00",
    "/api/secret%20",
  ])("keeps the guard before the router for the path %s (RFC 3986 §6.2.2)", async (path) => {
    const origin = await startForTest(start, setting.verifierOptions);
    const answers = ["GET", "HEAD", "POST", "OPTIONS", "DELETE", "QUERY"].map(async (method) => {
      const { status, body } = await exchangeRaw(origin, [`${method} ${path} HTTP/1.1`]);
      // What the router does not know is not found; what it knows, under whatever name, asks for a token.
      expect({ status, method }).toEqual({ status: expect.toBeOneOf([400, 401, 404, 405]), method });
      expect(body).not.toContain("the secret");
    });
    await Promise.all(answers);
  });
});
