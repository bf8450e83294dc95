import { ConfigurationError, createVerifier } from "@ostiary/core";
import { assertAccepted, assertDenied, createTestIssuer } from "@ostiary/testing";
import express, { type RequestHandler, Router } from "express";
import { describe, expect, expectTypeOf, test, vi } from "vitest";
import { accessTokenOf, createAuth, type Guard } from "../src/index.js";
import { serve } from "./support/serve.js";

const as = await createTestIssuer();
const answerSubject: RequestHandler = (request, response) => {
  response.json({ subject: accessTokenOf(request).subject });
};

describe("a guard", () => {
  test("lets a good token through to the handler (RFC 6750 §2.1)", async () => {
    const { requireScope } = createAuth(as.verifierOptions());
    const origin = await serve(express().get("/orders", requireScope("api:read"), answerSubject));
    const response = await fetch(`${origin}/orders`, { headers: as.bearer() });
    assertAccepted(response);
    expect(await response.json()).toEqual({ subject: "user-1" });
  });

  test("either answers or goes on, once (RFC 6750 §3)", async () => {
    const { requireScope } = createAuth(as.verifierOptions());
    const next = vi.fn();
    const guard = requireScope("api:read");
    const app = express().use(async (request, response) => {
      await guard(request, response, next);
      response.end();
    });
    const origin = await serve(app);

    assertDenied(await fetch(origin), "no_credentials");
    assertDenied(await fetch(origin, { headers: { authorization: "Bearer" } }), "malformed_credentials");
    assertDenied(await fetch(origin, { headers: as.bearer({ scope: "other" }) }), "scope_insufficient");
    expect(next).not.toHaveBeenCalled();
    assertAccepted(await fetch(origin, { headers: as.bearer() }));
    expect(next.mock.calls).toEqual([[]]);
  });

  test("leaves what next() throws to Express", async () => {
    const guard = createAuth(as.verifierOptions()).optionalAuth();
    const next = vi.fn(() => {
      throw new Error("of the application");
    });
    expect(() => guard({ headers: {}, rawHeaders: [] }, {} as never, next)).toThrow("of the application");
    expect(next).toHaveBeenCalledTimes(1);
  });

  test("answers with exactly the fields of the challenge, without a charset or an ETag (RFC 6750 §3)", async () => {
    const { requireAuth } = createAuth({ issuer: as.issuer, audience: as.audience });
    const app = express().disable("x-powered-by").use(requireAuth());
    const response = await fetch(await serve(app));
    expect(response.status).toBe(401);
    expect(Object.fromEntries(response.headers)).toEqual({
      "www-authenticate": 'Bearer realm="api"',
      "cache-control": "no-store",
      "content-type": "application/problem+json",
      "content-length": "37",
      connection: "keep-alive",
      "keep-alive": expect.any(String),
      date: expect.any(String),
    });
    expect(await response.text()).toBe('{"title":"Unauthorized","status":401}');
  });

  test("replaces fields that earlier middleware set (RFC 9111 §5.2.2.5)", async () => {
    const { requireAuth } = createAuth(as.verifierOptions());
    const app = express().use((_request, response, next) => {
      response.set({ "Cache-Control": "public, max-age=60", "Content-Type": "text/html", "X-Request-Id": "1" });
      next();
    });
    const response = await fetch(await serve(app.use(requireAuth())));
    assertDenied(response, "no_credentials");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("x-request-id")).toBe("1");
  });

  test("guards HEAD as it guards GET (RFC 9110 §9.3.2)", async () => {
    const { requireAuth } = createAuth(as.verifierOptions());
    const origin = await serve(express().get("/orders", requireAuth(), answerSubject));
    const denied = await fetch(`${origin}/orders`, { method: "HEAD" });
    assertDenied(denied, "no_credentials");
    expect(await denied.text()).toBe("");
    assertAccepted(await fetch(`${origin}/orders`, { method: "HEAD", headers: as.bearer() }));
  });

  test("guards everything in a mounted router, and nothing beside it (RFC 6750 §3)", async () => {
    const { requireAuth, requireScope } = createAuth(as.verifierOptions());
    const orders = Router().get("/:id", requireScope("api:read"), answerSubject);
    const api = Router().use(requireAuth()).use("/orders", orders);
    const admin = express().get("/", requireScope("api:admin"), answerSubject);
    const app = express().use("/api", api).use("/admin", admin);
    const origin = await serve(app.get("/public", (_request, response) => void response.json({})));
    const statusOf = async (path: string, headers = {}) => (await fetch(origin + path, { headers })).status;

    expect(await statusOf("/api/orders/1", as.bearer())).toBe(200);
    expect(await statusOf("/api/orders/1", as.bearer({ scope: "other" }))).toBe(403);
    expect(await statusOf("/api/orders/1")).toBe(401);
    expect(await statusOf("/api/nothing")).toBe(401);
    expect(await statusOf("/admin", as.bearer())).toBe(403);
    expect(await statusOf("/admin", as.bearer({ scope: "api:admin" }))).toBe(200);
    expect(await statusOf("/public")).toBe(200);
  });

  test("is a handler for every kind of route, and leaves the handlers after it their types", () => {
    const { requireAuth } = createAuth(as.verifierOptions());
    expectTypeOf<Guard>().toExtend<RequestHandler>();
    expectTypeOf<Guard>().toExtend<RequestHandler<{ id: string }, { total: number }, { name: string }>>();
    express().get("/orders/:id", requireAuth(), (request) => {
      expectTypeOf(request.params).toEqualTypeOf<{ id: string }>();
    });
  });
});

describe("several guards on one request", () => {
  test("verify the token once (RFC 6750 §2.1)", async () => {
    const verifier = createVerifier(as.verifierOptions());
    const authenticate = vi.fn(verifier.authenticate);
    const { requireAuth, requireScope, optionalAuth } = createAuth({ ...verifier, authenticate });
    const router = Router().get("/", requireScope("api:read"), requireScope("api:read"), answerSubject);
    const app = express().use(optionalAuth()).use(requireAuth()).use("/orders", router);
    const origin = await serve(app);

    assertAccepted(await fetch(`${origin}/orders`, { headers: as.bearer() }));
    expect(authenticate).toHaveBeenCalledTimes(1);
    assertAccepted(await fetch(`${origin}/orders`, { headers: as.bearer() }));
    expect(authenticate).toHaveBeenCalledTimes(2);
  });

  test("each ask what they ask (RFC 6750 §3.1)", async () => {
    const { requireAuth, requireScope } = createAuth(as.verifierOptions());
    const app = express().get("/", requireAuth(), requireScope("api:read"), requireScope("api:admin"), answerSubject);
    const origin = await serve(app);
    assertDenied(await fetch(origin, { headers: as.bearer() }), "scope_insufficient");
    assertAccepted(await fetch(origin, { headers: as.bearer({ scope: "api:read api:admin" }) }));
  });

  test("of two verifiers judge the token by each of them (RFC 9068 §4)", async () => {
    const other = await createTestIssuer({ issuer: "https://other.example.com" });
    const first = createAuth(as.verifierOptions());
    const second = createAuth(other.verifierOptions());
    const origin = await serve(express().get("/", first.requireAuth(), second.requireAuth(), answerSubject));
    assertDenied(await fetch(origin, { headers: as.bearer() }), "unknown_issuer");
    assertDenied(await fetch(origin, { headers: other.bearer() }), "unknown_issuer");
  });
});

describe("createAuth", () => {
  test("uses a verifier that is there already", () => {
    const verifier = createVerifier(as.verifierOptions());
    expect(createAuth(verifier).verifier).toBe(verifier);
  });

  test.each([
    ["an unknown option of the verifier", () => createAuth({ ...as.verifierOptions(), audiences: "x" } as never)],
    ["an unknown option of the adapter", () => createAuth(as.verifierOptions(), { render: () => undefined } as never)],
    ["a renderBody that is no function", () => createAuth(as.verifierOptions(), { renderBody: {} as never })],
    ["no options", () => createAuth(undefined as never)],
  ])("refuses %s at once", (_, create) => {
    expect(create).toThrow(ConfigurationError);
  });

  const auth = createAuth(as.verifierOptions());
  test.each([
    ["requireScope() without a scope", () => auth.requireScope(...([] as unknown as [string]))],
    ["requireScope() with two scopes in one string", () => auth.requireScope("api:read api:write")],
    ["requireScope() with a list", () => auth.requireScope(["api:read"] as never)],
    ["requireScope() with undefined", () => auth.requireScope(undefined as never)],
    ["requireAnyScope() without a scope", () => auth.requireAnyScope(...([] as unknown as [string]))],
    ["require() without a requirement", () => auth.require(undefined as never)],
    ["require() with an unknown name", () => auth.require({ scope: "api:read" } as never)],
  ])("refuses %s when the route is defined", (_, define) => {
    expect(define).toThrow(ConfigurationError);
  });
});
