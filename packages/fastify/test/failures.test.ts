import { createVerifier, ExtensionError, type OstiaryEvent, UnavailableError, type Verifier } from "@ostiary/core";
import { assertDenied, assertUnavailable, createTestIssuer } from "@ostiary/testing";
import fastify from "fastify";
import { describe, expect, test, vi } from "vitest";
import { ostiary, type OstiaryOptions } from "../src/index.js";

const as = await createTestIssuer();

async function createApp(options: OstiaryOptions, handler: () => Promise<unknown> = async () => ({})) {
  const app = fastify();
  await app.register(ostiary, options);
  app.get("/orders", { onRequest: app.requireAuth() }, handler);
  return app;
}

describe("a check that throws", () => {
  const options: OstiaryOptions = {
    ...as.verifierOptions(),
    checks: [
      function tenantIsActive() {
        throw new Error("connect to 10.0.0.7 failed");
      },
    ],
  };

  test("goes to the error handler as an ExtensionError with its cause", async () => {
    const errors: unknown[] = [];
    const handler = vi.fn();
    const app = fastify();
    await app.register(ostiary, options);
    app.setErrorHandler((error, _request, reply) => {
      errors.push(error);
      return reply.code(500).send("sorry");
    });
    app.get("/", { onRequest: app.requireAuth() }, handler);
    const response = await app.inject({ url: "/", headers: as.bearer() });
    expect([response.statusCode, response.body]).toEqual([500, "sorry"]);
    expect(errors).toEqual([expect.any(ExtensionError)]);
    expect(errors[0]).toHaveProperty("cause.message", "connect to 10.0.0.7 failed");
    expect(handler).not.toHaveBeenCalled();
  });

  test("tells the client nothing of what was thrown", async () => {
    const app = await createApp(options);
    const response = await app.inject({ url: "/orders", headers: as.bearer() });
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain("10.0.0.7");
    expect(response.headers).not.toHaveProperty("www-authenticate");
  });
});

test("a check that cannot tell is answered 503 without a challenge (RFC 9110 §15.6.4)", async () => {
  const cannotTell = () => Promise.reject(new UnavailableError("the list of tenants", { retryAfterSeconds: 7 }));
  const app = await createApp({ ...as.verifierOptions(), checks: [cannotTell] });
  const response = await app.inject({ url: "/orders", headers: as.bearer() });
  assertUnavailable(response);
  expect(response.headers["retry-after"]).toBe("7");
});

describe("a verifier that is not ours", () => {
  const broken = (authenticate: () => unknown): OstiaryOptions => ({
    verifier: { ...createVerifier(as.verifierOptions()), authenticate } as Verifier,
  });

  test.each([undefined, null, "", "route"])("does not open a route by rejecting with %j", async (cause) => {
    const handler = vi.fn();
    const app = await createApp(
      broken(() => Promise.reject(cause)),
      handler,
    );
    const response = await app.inject({ url: "/orders", headers: as.bearer() });
    expect(response.statusCode).toBe(500);
    expect(handler).not.toHaveBeenCalled();
  });

  test.each([undefined, {}, { kind: "granted" }, true])("does not open a route by answering %j", async (outcome) => {
    const handler = vi.fn(async () => ({}));
    const app = await createApp(
      broken(async () => outcome),
      handler,
    );
    const response = await app.inject({ url: "/orders", headers: as.bearer() });
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(handler).not.toHaveBeenCalled();
  });
});

describe("renderBody", () => {
  const events: OstiaryEvent[] = [];
  const ask = async (renderBody: OstiaryOptions["renderBody"] & object, headers = {}) => {
    events.length = 0;
    const onEvent = (event: OstiaryEvent): void => void events.push(event);
    const app = await createApp({ ...as.verifierOptions(), onEvent, renderBody });
    return app.inject({ url: "/orders", headers });
  };

  test("writes the body, and nothing else of the answer (RFC 6750 §3)", async () => {
    const response = await ask(
      async ({ kind }, { url }) => ({
        contentType: "application/json",
        body: JSON.stringify({ message: `${kind} at ${url} — é` }),
      }),
      { authorization: "Bearer" },
    );
    assertDenied(response, "malformed_credentials");
    expect(response.headers["content-type"]).toBe("application/json");
    expect(response.json()).toEqual({ message: "denied at /orders — é" });
  });

  const throwing = () => {
    throw new Error("no template");
  };
  test.each([
    ["throws", throwing, 1],
    ["rejects", async () => throwing(), 1],
    ["answers a content type of two lines", () => ({ contentType: "text/plain\r\nX-Injected: 1", body: "x" }), 1],
    ["answers a body that is no text", () => ({ contentType: "text/plain", body: { a: 1 } as never }), 1],
    ["answers undefined", () => undefined, 0],
  ])("keeps the standard body if it %s", async (_, renderBody, failures) => {
    const response = await ask(renderBody);
    assertDenied(response, "no_credentials");
    expect(response.headers["content-type"]).toBe("application/problem+json");
    expect(response.body).toBe('{"title":"Unauthorized","status":401}');
    expect(events.filter(({ type }) => type === "hook.failed")).toEqual(
      Array.from({ length: failures }, () => expect.objectContaining({ hook: "renderBody", cause: expect.any(Error) })),
    );
  });
});
