import { ConfigurationError, createVerifier } from "@ostiary/core";
import { assertAccepted, assertDenied, createTestIssuer } from "@ostiary/testing";
import { type Context, type Handler, Hono } from "hono";
import { mount } from "hono/mount";
import { describe, expect, expectTypeOf, test, vi } from "vitest";
import { accessTokenOf, createAuth } from "../src/index.js";

const as = await createTestIssuer();
const answerSubject: Handler = (c) => c.json({ subject: accessTokenOf(c).subject });

describe("a guard", () => {
  test("lets a good token through to the handler (RFC 6750 §2.1)", async () => {
    const { requireScope } = createAuth(as.verifierOptions());
    const app = new Hono().get("/orders", requireScope("api:read"), answerSubject);
    const response = await app.request("/orders", { headers: as.bearer() });
    assertAccepted(response);
    expect(await response.json()).toEqual({ subject: "user-1" });
  });

  test("either answers or goes on, once (RFC 6750 §3)", async () => {
    const { requireScope } = createAuth(as.verifierOptions());
    const handler = vi.fn((c: Context) => c.text(""));
    const app = new Hono().get("/", requireScope("api:read"), handler);
    assertDenied(await app.request("/"), "no_credentials");
    assertDenied(await app.request("/", { headers: { authorization: "Bearer" } }), "malformed_credentials");
    assertDenied(await app.request("/", { headers: as.bearer({ scope: "other" }) }), "scope_insufficient");
    expect(handler).not.toHaveBeenCalled();
    assertAccepted(await app.request("/", { headers: as.bearer() }));
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test("answers with exactly the fields of the challenge, without a charset (RFC 6750 §3)", async () => {
    const { requireAuth } = createAuth({ issuer: as.issuer, audience: as.audience });
    const response = await new Hono().use(requireAuth()).request("/");
    expect(response.status).toBe(401);
    expect(Object.fromEntries(response.headers)).toEqual({
      "www-authenticate": 'Bearer realm="api"',
      "cache-control": "no-store",
      "content-type": "application/problem+json",
    });
    expect(await response.text()).toBe('{"title":"Unauthorized","status":401}');
  });

  test("replaces fields that earlier middleware set (RFC 9111 §5.2.2.5)", async () => {
    const { requireAuth } = createAuth(as.verifierOptions());
    const early = new Hono()
      .use("/context", async (c, next) => {
        c.header("Cache-Control", "public");
        c.header("Content-Type", "text/html");
        c.header("X-Request-Id", "1");
        await next();
      })
      .use("/response", async (c, next) => {
        c.res.headers.set("Cache-Control", "public");
        c.res.headers.set("WWW-Authenticate", "Basic");
        c.res.headers.set("Content-Type", "text/html");
        c.res.headers.set("X-Request-Id", "1");
        await next();
      })
      .use(requireAuth());
    for (const path of ["/context", "/response"]) {
      const response = await early.request(path);
      assertDenied(response, "no_credentials");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(response.headers.get("x-request-id")).toBe("1");
    }
  });

  test("leaves its answer open to middleware around it", async () => {
    const { requireAuth } = createAuth(as.verifierOptions());
    const app = new Hono()
      .use(async (c, next) => {
        await next();
        c.res.headers.set("X-Frame-Options", "DENY");
        c.header("X-Late", "1");
      })
      .use(requireAuth());
    const response = await app.request("/");
    assertDenied(response, "no_credentials");
    expect(response.headers.get("x-frame-options")).toBe("DENY");
    expect(response.headers.get("x-late")).toBe("1");
  });

  test("guards HEAD as it guards GET (RFC 9110 §9.3.2)", async () => {
    const { requireAuth } = createAuth(as.verifierOptions());
    const app = new Hono().get("/orders", requireAuth(), answerSubject);
    const denied = await app.request("/orders", { method: "HEAD" });
    assertDenied(denied, "no_credentials");
    expect(await denied.text()).toBe("");
    assertAccepted(await app.request("/orders", { method: "HEAD", headers: as.bearer() }));
  });

  test("guards everything in a routed application, and nothing beside it (RFC 6750 §3)", async () => {
    const { requireAuth, requireScope } = createAuth(as.verifierOptions());
    const orders = new Hono().get("/:id", requireScope("api:read"), answerSubject);
    const api = new Hono().use(requireAuth()).route("/orders", orders);
    // An error handler of its own makes Hono run an application in a composition of its own.
    const admin = new Hono().onError((_, c) => c.text("", 500)).get("/", requireScope("api:admin"), answerSubject);
    const legacy = new Hono().get("/", (c) => c.text("mounted"));
    const app = new Hono()
      .route("/api", api)
      .route("/admin", admin)
      .all("/legacy/*", requireAuth(), mount(legacy.fetch))
      .get("/public", (c) => c.json({}));
    const statusOf = async (path: string, headers = {}) => (await app.request(path, { headers })).status;

    expect(await statusOf("/api/orders/1", as.bearer())).toBe(200);
    expect(await statusOf("/api/orders/1", as.bearer({ scope: "other" }))).toBe(403);
    expect(await statusOf("/api/orders/1")).toBe(401);
    expect(await statusOf("/api/nothing")).toBe(401);
    expect(await statusOf("/admin", as.bearer())).toBe(403);
    expect(await statusOf("/admin", as.bearer({ scope: "api:admin" }))).toBe(200);
    expect(await statusOf("/legacy")).toBe(401);
    expect(await statusOf("/legacy", as.bearer())).toBe(200);
    expect(await statusOf("/public")).toBe(200);
  });

  test("refuses two field lines that the Fetch standard joined (RFC 9110 §5.3)", async () => {
    const { requireAuth } = createAuth(as.verifierOptions());
    const { authorization } = as.bearer();
    const headers = [
      ["Authorization", authorization],
      ["authorization", authorization],
    ] as [string, string][];
    assertDenied(await new Hono().use(requireAuth()).request("/", { headers }), "malformed_credentials");
  });
});

describe("several guards on one request", () => {
  test("verify the token once, although the Request is replaced between them (RFC 6750 §2.1)", async () => {
    const verifier = createVerifier(as.verifierOptions());
    const authenticate = vi.fn(verifier.authenticate);
    const { requireAuth, requireScope, optionalAuth } = createAuth({ ...verifier, authenticate });
    const orders = new Hono().get("/", requireScope("api:read"), requireScope("api:read"), answerSubject);
    const app = new Hono()
      .use(optionalAuth(), requireAuth(), async (c, next) => {
        c.req.raw = new Request(c.req.raw, { headers: new Headers(c.req.raw.headers) });
        await next();
      })
      .route("/orders", orders);

    assertAccepted(await app.request("/orders", { headers: as.bearer() }));
    expect(authenticate).toHaveBeenCalledTimes(1);
    assertAccepted(await app.request("/orders", { headers: as.bearer() }));
    expect(authenticate).toHaveBeenCalledTimes(2);
  });

  test("judge each use of one Request object anew", async () => {
    const verifier = createVerifier(as.verifierOptions());
    const authenticate = vi.fn(verifier.authenticate);
    const app = new Hono().use(createAuth({ ...verifier, authenticate }).requireAuth()).get("/", answerSubject);
    const request = new Request("http://localhost/", { headers: as.bearer() });
    await app.request(request);
    await app.request(request);
    expect(authenticate).toHaveBeenCalledTimes(2);
  });

  test("each ask what they ask (RFC 6750 §3.1)", async () => {
    const { requireAuth, requireScope } = createAuth(as.verifierOptions());
    const app = new Hono().get("/", requireAuth(), requireScope("api:read"), requireScope("api:admin"), answerSubject);
    assertDenied(await app.request("/", { headers: as.bearer() }), "scope_insufficient");
    assertAccepted(await app.request("/", { headers: as.bearer({ scope: "api:read api:admin" }) }));
  });

  test("of two verifiers judge the token by each of them (RFC 9068 §4)", async () => {
    const other = await createTestIssuer({ issuer: "https://other.example.com" });
    const first = createAuth(as.verifierOptions());
    const second = createAuth(other.verifierOptions());
    const app = new Hono().get("/", first.requireAuth(), second.requireAuth(), answerSubject);
    assertDenied(await app.request("/", { headers: as.bearer() }), "unknown_issuer");
    assertDenied(await app.request("/", { headers: other.bearer() }), "unknown_issuer");
  });
});

describe("createAuth", () => {
  test("uses a verifier that is there already", () => {
    const verifier = createVerifier(as.verifierOptions());
    const auth = createAuth(verifier);
    expect(auth.verifier).toBe(verifier);
    expectTypeOf(auth.verifier).toEqualTypeOf(verifier);
  });

  test.each([
    ["an unknown option of the verifier", () => createAuth({ ...as.verifierOptions(), audiences: "x" } as never)],
    ["an unknown option of the adapter", () => createAuth(as.verifierOptions(), { render: () => undefined } as never)],
    ["no options", () => createAuth(undefined as never)],
  ])("refuses %s at once", (_, create) => {
    expect(create).toThrow(ConfigurationError);
  });

  const auth = createAuth(as.verifierOptions());
  test.each([
    ["requireScope() without a scope", () => auth.requireScope(...([] as unknown as [string]))],
    ["requireScope() with two scopes in one string", () => auth.requireScope("api:read api:write")],
    ["requireAnyScope() without a scope", () => auth.requireAnyScope(...([] as unknown as [string]))],
    ["require() without a requirement", () => auth.require(undefined as never)],
    ["require() with an unknown name", () => auth.require({ scope: "api:read" } as never)],
  ])("refuses %s when the route is defined", (_, define) => {
    expect(define).toThrow(ConfigurationError);
  });
});
