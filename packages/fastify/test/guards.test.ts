import { ConfigurationError, createVerifier } from "@ostiary/core";
import { assertAccepted, assertDenied, createTestIssuer } from "@ostiary/testing";
import fastify, { type RouteHandlerMethod } from "fastify";
import { describe, expect, expectTypeOf, test, vi } from "vitest";
import { type Guard, ostiary, type OstiaryOptions } from "../src/index.js";

const as = await createTestIssuer();
const answerSubject: RouteHandlerMethod = async (request) => ({ subject: request.accessToken.subject });

async function createApp(options: OstiaryOptions = as.verifierOptions()) {
  const app = fastify();
  await app.register(ostiary, options);
  return app;
}

describe("a guard", () => {
  test("lets a good token through to the handler (RFC 6750 §2.1)", async () => {
    const app = await createApp();
    app.get("/orders", { onRequest: app.requireScope("api:read") }, answerSubject);
    const response = await app.inject({ url: "/orders", headers: as.bearer() });
    assertAccepted(response);
    expect(response.json()).toEqual({ subject: "user-1" });
  });

  test("answers with exactly the fields of the challenge, without a charset (RFC 6750 §3)", async () => {
    const app = await createApp({ issuer: as.issuer, audience: as.audience });
    app.get("/orders", { onRequest: app.requireAuth() }, answerSubject);
    const { statusCode, headers, body } = await app.inject("/orders");
    expect(statusCode).toBe(401);
    expect(headers).toEqual({
      "www-authenticate": 'Bearer realm="api"',
      "cache-control": "no-store",
      "content-type": "application/problem+json",
      "content-length": "37",
      connection: "keep-alive",
      date: expect.any(String),
    });
    expect(body).toBe('{"title":"Unauthorized","status":401}');
  });

  test("replaces fields that earlier hooks set, and heeds no serializer (RFC 9111 §5.2.2.5)", async () => {
    const app = await createApp();
    app.addHook("onRequest", async (_request, reply) => {
      reply.headers({ "cache-control": "public", "content-type": "text/html", "x-request-id": "1" });
      reply.serializer(() => "serialized");
    });
    app.get("/orders", { onRequest: app.requireAuth() }, answerSubject);
    const response = await app.inject("/orders");
    assertDenied(response, "no_credentials");
    expect(response.headers).toMatchObject({
      "cache-control": "no-store",
      "content-type": "application/problem+json",
      "x-request-id": "1",
    });
    expect(response.json()).toEqual({ title: "Unauthorized", status: 401 });
  });

  test("guards HEAD as it guards GET (RFC 9110 §9.3.2)", async () => {
    const app = await createApp();
    app.get("/orders", { onRequest: app.requireAuth() }, answerSubject);
    const denied = await app.inject({ method: "HEAD", url: "/orders" });
    assertDenied(denied, "no_credentials");
    expect(denied.body).toBe("");
    assertAccepted(await app.inject({ method: "HEAD", url: "/orders", headers: as.bearer() }));
  });

  test("guards everything in a context with a prefix, and nothing beside it (RFC 6750 §3)", async () => {
    const app = await createApp();
    await app.register(
      async (api) => {
        api.addHook("onRequest", api.requireAuth());
        api.setNotFoundHandler((_request, reply) => reply.code(404).send({}));
        await api.register(
          async (orders) => {
            orders.get("/:id", { onRequest: orders.requireScope("api:read") }, answerSubject);
          },
          { prefix: "/orders" },
        );
      },
      { prefix: "/api" },
    );
    app.get("/public", async () => ({}));
    const statusOf = async (url: string, headers = {}) => (await app.inject({ url, headers })).statusCode;

    expect(await statusOf("/api/orders/1", as.bearer())).toBe(200);
    expect(await statusOf("/api/orders/1", as.bearer({ scope: "other" }))).toBe(403);
    expect(await statusOf("/api/orders/1")).toBe(401);
    expect(await statusOf("/api/nothing")).toBe(401);
    expect(await statusOf("/public")).toBe(200);
  });

  test("answers before the body is read (RFC 9110 §11.6.1)", async () => {
    const app = await createApp();
    const parse = vi.fn(async () => ({}));
    app.addContentTypeParser("application/json", { parseAs: "string" }, parse);
    app.post("/orders", { onRequest: app.requireAuth() }, answerSubject);
    assertDenied(await app.inject({ method: "POST", url: "/orders", payload: { a: 1 } }), "no_credentials");
    expect(parse).not.toHaveBeenCalled();
    assertAccepted(await app.inject({ method: "POST", url: "/orders", payload: { a: 1 }, headers: as.bearer() }));
    expect(parse).toHaveBeenCalledTimes(1);
  });

  test("ends a request it refuses, although the reply takes its time", async () => {
    const app = await createApp();
    const handler = vi.fn(async () => ({}));
    const preHandler = vi.fn(async () => {});
    app.addHook("onSend", () => new Promise((resolve) => setImmediate(resolve)));
    app.get("/orders", { onRequest: app.requireAuth(), preHandler }, handler);
    assertDenied(await app.inject("/orders"), "no_credentials");
    expect(preHandler).not.toHaveBeenCalled();
    expect(handler).not.toHaveBeenCalled();
  });

  test("ends a request as any other hook too", async () => {
    const app = await createApp();
    const handler = vi.fn(async () => ({}));
    app.get("/a", { preHandler: [app.requireAuth(), app.requireAuth()] }, handler);
    app.get("/b", { preValidation: app.requireAuth() }, handler);
    assertDenied(await app.inject("/a"), "no_credentials");
    assertDenied(await app.inject("/b"), "no_credentials");
    expect(handler).not.toHaveBeenCalled();
    assertAccepted(await app.inject({ url: "/a", headers: as.bearer() }));
  });

  test("refuses a list of field lines that a test injects (RFC 9110 §5.3)", async () => {
    const app = await createApp();
    app.get("/orders", { onRequest: app.requireAuth() }, answerSubject);
    const { authorization } = as.bearer();
    const headers = { authorization: [authorization, authorization] as never as string };
    assertDenied(await app.inject({ url: "/orders", headers }), "malformed_credentials");
  });

  test("is a hook for every kind of route and server", async () => {
    const app = await createApp();
    app.get<{ Params: { id: string } }>("/a/:id", { onRequest: app.requireAuth() }, async ({ params }) => {
      expectTypeOf(params).toEqualTypeOf<{ id: string }>();
      return {};
    });
    const http2 = fastify({ http2: true });
    await http2.register(ostiary, as.verifierOptions());
    http2.get("/", { onRequest: http2.requireAuth() }, async ({ accessToken }) => ({ subject: accessToken.subject }));
    expectTypeOf(http2.requireScope("api:read")).toEqualTypeOf<Guard>();
    assertAccepted(await http2.inject({ url: "/", headers: as.bearer() }));
    assertDenied(await http2.inject("/"), "no_credentials");
  });
});

describe("several guards on one request", () => {
  test("verify the token once (RFC 6750 §2.1)", async () => {
    const verifier = createVerifier(as.verifierOptions());
    const authenticate = vi.fn(verifier.authenticate);
    const app = await createApp({ verifier: { ...verifier, authenticate } });
    app.addHook("onRequest", app.optionalAuth());
    await app.register(async (orders) => {
      orders.addHook("onRequest", orders.requireAuth());
      const onRequest = [orders.requireScope("api:read"), orders.requireScope("api:read")];
      orders.get("/orders", { onRequest, preHandler: orders.requireAuth() }, answerSubject);
    });
    assertAccepted(await app.inject({ url: "/orders", headers: as.bearer() }));
    expect(authenticate).toHaveBeenCalledTimes(1);
    assertAccepted(await app.inject({ url: "/orders", headers: as.bearer() }));
    expect(authenticate).toHaveBeenCalledTimes(2);
  });

  test("each ask what they ask (RFC 6750 §3.1)", async () => {
    const app = await createApp();
    const onRequest = [app.requireAuth(), app.requireScope("api:read"), app.requireScope("api:admin")];
    app.get("/", { onRequest }, answerSubject);
    assertDenied(await app.inject({ url: "/", headers: as.bearer() }), "scope_insufficient");
    assertAccepted(await app.inject({ url: "/", headers: as.bearer({ scope: "api:read api:admin" }) }));
  });
});

describe("a malformed rule", () => {
  test.each([
    ["requireScope() without a scope", (app) => app.requireScope(...([] as unknown as [string]))],
    ["requireScope() with two scopes in one string", (app) => app.requireScope("api:read api:write")],
    ["requireAnyScope() without a scope", (app) => app.requireAnyScope(...([] as unknown as [string]))],
    ["require() without a requirement", (app) => app.require(undefined as never)],
    ["require() with an unknown name", (app) => app.require({ scope: "api:read" } as never)],
  ] as [string, (app: Awaited<ReturnType<typeof createApp>>) => Guard][])(
    "is refused when the route is defined: %s",
    async (_, define) => {
      const app = await createApp();
      expect(() => define(app)).toThrow(ConfigurationError);
    },
  );
});
