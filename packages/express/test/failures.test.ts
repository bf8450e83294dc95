import { createVerifier, ExtensionError, type OstiaryEvent, UnavailableError, type Verifier } from "@ostiary/core";
import { assertDenied, assertUnavailable, createTestIssuer } from "@ostiary/testing";
import express, { type ErrorRequestHandler } from "express";
import { describe, expect, test, vi } from "vitest";
import { type Auth, createAuth } from "../src/index.js";
import { serve } from "./support/serve.js";

const as = await createTestIssuer();

describe("a check that throws", () => {
  const auth = createAuth({
    ...as.verifierOptions(),
    checks: [
      function tenantIsActive() {
        throw new Error("connect to 10.0.0.7 failed");
      },
    ],
  });

  test("goes to the error handler as an ExtensionError with its cause", async () => {
    const errors: unknown[] = [];
    const onError: ErrorRequestHandler = (error, _request, response, _next) => {
      errors.push(error);
      response.status(500).end("sorry");
    };
    const handler = vi.fn();
    const origin = await serve(express().get("/", auth.requireAuth(), handler).use(onError));
    const response = await fetch(origin, { headers: as.bearer() });
    expect([response.status, await response.text()]).toEqual([500, "sorry"]);
    expect(errors).toEqual([expect.any(ExtensionError)]);
    expect(errors[0]).toHaveProperty("cause.message", "connect to 10.0.0.7 failed");
    expect(handler).not.toHaveBeenCalled();
  });

  test("tells the client nothing in production", async () => {
    const app = express().set("env", "production");
    vi.spyOn(console, "error").mockReturnValue();
    const response = await fetch(await serve(app.use(auth.requireAuth())), { headers: as.bearer() });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/10\.0\.0\.7|tenantIsActive|ExtensionError/);
    expect(response.headers.get("www-authenticate")).toBeNull();
  });
});

test("a check that cannot tell is answered 503 without a challenge (RFC 9110 §15.6.4)", async () => {
  const { requireAuth } = createAuth({
    ...as.verifierOptions(),
    checks: [() => Promise.reject(new UnavailableError("the list of tenants", { retryAfterSeconds: 7 }))],
  });
  const response = await fetch(await serve(express().use(requireAuth())), { headers: as.bearer() });
  assertUnavailable(response);
  expect(response.headers.get("retry-after")).toBe("7");
});

describe("a verifier that is not ours", () => {
  const broken = (authenticate: () => unknown): Verifier =>
    ({ ...createVerifier(as.verifierOptions()), authenticate }) as Verifier;

  // next(undefined), next("route") and next("router") mean "go on" to Express.
  test.each([undefined, null, "", 0, "route", "router"])("does not open a route by throwing %j", async (thrown) => {
    const throwing = createAuth(
      broken(() => {
        // oxlint-disable-next-line typescript/only-throw-error -- that is what is tried
        throw thrown;
      }),
    );
    const rejecting = createAuth(broken(() => Promise.reject(thrown)));
    for (const { requireAuth } of [throwing, rejecting]) {
      const handler = vi.fn();
      const errors: unknown[] = [];
      const onError: ErrorRequestHandler = (error, _request, response, _next) => {
        errors.push(error);
        response.status(500).end();
      };
      const app = express().use(requireAuth()).get("/", requireAuth(), handler).get("/", handler).use(onError);
      expect((await fetch(await serve(app), { headers: as.bearer() })).status).toBe(500);
      expect(handler).not.toHaveBeenCalled();
      expect(errors).toEqual([expect.objectContaining({ name: "ExtensionError", cause: thrown })]);
    }
  });

  test.each([undefined, {}, { kind: "granted" }, true])("does not open a route by answering %j", async (outcome) => {
    const { requireAuth } = createAuth(broken(async () => outcome));
    const handler = vi.fn((_request, response) => response.end());
    const app = express().set("env", "test").get("/", requireAuth(), handler);
    expect((await fetch(await serve(app), { headers: as.bearer() })).status).toBeGreaterThanOrEqual(400);
    expect(handler).not.toHaveBeenCalled();
  });
});

describe("renderBody", () => {
  const events: OstiaryEvent[] = [];
  const create = (renderBody: Parameters<typeof createAuth>[1] & object): Auth => {
    events.length = 0;
    return createAuth({ ...as.verifierOptions(), onEvent: (event) => void events.push(event) }, renderBody);
  };
  const ask = async ({ requireAuth }: Auth, headers = {}): Promise<Response> =>
    fetch(`${await serve(express().get("/orders", requireAuth()))}/orders`, { headers });

  test("writes the body, and nothing else of the answer (RFC 6750 §3)", async () => {
    const renderBody = vi.fn(async (outcome: { kind: string }, request: express.Request) => ({
      contentType: "text/html; charset=utf-8",
      body: `<p>${outcome.kind} at ${request.path} — é</p>`,
    }));
    const response = await ask(create({ renderBody }), { authorization: "Bearer" });
    assertDenied(response, "malformed_credentials");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toBe("<p>denied at /orders — é</p>");
    expect(renderBody).toHaveBeenCalledTimes(1);
  });

  test("is asked at an outage too (RFC 9110 §15.6.4)", async () => {
    const silent = await createTestIssuer({ issuer: "https://silent.example.com" });
    await silent.stop();
    const auth = createAuth(
      { ...silent.verifierOptions(), keys: { retries: 0 } },
      { renderBody: ({ kind }) => ({ contentType: "text/plain", body: kind }) },
    );
    const response = await ask(auth, silent.bearer());
    assertUnavailable(response);
    expect(await response.text()).toBe("unavailable");
  });

  const throwing = () => {
    throw new Error("no template");
  };
  test.each([
    ["throws", throwing, 1],
    ["rejects", async () => throwing(), 1],
    ["answers no content type", () => ({ body: "x" }) as never, 1],
    ["answers a content type of two lines", () => ({ contentType: "text/plain\r\nX-Injected: 1", body: "x" }), 1],
    ["answers a body that is no text", () => ({ contentType: "text/plain", body: { a: 1 } as never }), 1],
    ["answers undefined", () => undefined, 0],
  ])("keeps the standard body if it %s", async (_, renderBody, failures) => {
    const response = await ask(create({ renderBody }));
    assertDenied(response, "no_credentials");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.text()).toBe('{"title":"Unauthorized","status":401}');
    expect(events.filter(({ type }) => type === "hook.failed")).toEqual(
      Array.from({ length: failures }, () => expect.objectContaining({ hook: "renderBody", cause: expect.any(Error) })),
    );
  });

  test("is not asked when the request is accepted", async () => {
    const renderBody = vi.fn();
    await ask(create({ renderBody }), as.bearer());
    expect(renderBody).not.toHaveBeenCalled();
  });
});
