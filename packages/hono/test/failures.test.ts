import { createVerifier, ExtensionError, type OstiaryEvent, UnavailableError, type Verifier } from "@ostiary/core";
import { assertDenied, assertUnavailable, createTestIssuer } from "@ostiary/testing";
import { type Context, Hono } from "hono";
import { describe, expect, test, vi } from "vitest";
import { type Auth, createAuth } from "../src/index.js";

const as = await createTestIssuer();

describe("a check that throws", () => {
  const { requireAuth } = createAuth({
    ...as.verifierOptions(),
    checks: [
      function tenantIsActive() {
        throw new Error("connect to 10.0.0.7 failed");
      },
    ],
  });

  test("goes to the error handler as an ExtensionError with its cause", async () => {
    const errors: unknown[] = [];
    const handler = vi.fn();
    const app = new Hono()
      .onError((error, c) => {
        errors.push(error);
        return c.text("sorry", 500);
      })
      .get("/", requireAuth(), handler);
    const response = await app.request("/", { headers: as.bearer() });
    expect([response.status, await response.text()]).toEqual([500, "sorry"]);
    expect(errors).toEqual([expect.any(ExtensionError)]);
    expect(errors[0]).toHaveProperty("cause.message", "connect to 10.0.0.7 failed");
    expect(handler).not.toHaveBeenCalled();
  });

  test("tells the client nothing", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const response = await new Hono().use(requireAuth()).request("/", { headers: as.bearer() });
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
  const response = await new Hono().use(requireAuth()).request("/", { headers: as.bearer() });
  assertUnavailable(response);
  expect(response.headers.get("retry-after")).toBe("7");
});

describe("a verifier that is not ours", () => {
  const broken = (authenticate: () => unknown): Verifier =>
    ({ ...createVerifier(as.verifierOptions()), authenticate }) as Verifier;

  test.each([undefined, null, "route", 0])("does not open a route by rejecting with %j", async (cause) => {
    const { requireAuth } = createAuth(broken(() => Promise.reject(cause)));
    const handler = vi.fn();
    const errors: unknown[] = [];
    const app = new Hono()
      .onError((error, c) => {
        errors.push(error);
        return c.text("sorry", 500);
      })
      .get("/", requireAuth(), handler);
    expect((await app.request("/", { headers: as.bearer() })).status).toBe(500);
    expect(handler).not.toHaveBeenCalled();
    expect(errors).toEqual([expect.objectContaining({ name: "ExtensionError", cause })]);
  });

  test.each([undefined, {}, { kind: "granted" }, true])("does not open a route by answering %j", async (outcome) => {
    vi.spyOn(console, "error").mockReturnValue();
    const { requireAuth } = createAuth(broken(async () => outcome));
    const handler = vi.fn((c: Context) => c.text(""));
    const app = new Hono().get("/", requireAuth(), handler);
    expect((await app.request("/", { headers: as.bearer() })).status).toBeGreaterThanOrEqual(400);
    expect(handler).not.toHaveBeenCalled();
  });
});

describe("renderBody", () => {
  const events: OstiaryEvent[] = [];
  const create = (adapterOptions: Parameters<typeof createAuth>[1] & object): Auth => {
    events.length = 0;
    return createAuth({ ...as.verifierOptions(), onEvent: (event) => void events.push(event) }, adapterOptions);
  };
  const ask = ({ requireAuth }: Auth, headers = {}) =>
    new Hono().get("/orders", requireAuth(), (c) => c.text("")).request("/orders", { headers });

  test("writes the body, and nothing else of the answer (RFC 6750 §3)", async () => {
    const renderBody = vi.fn(async (outcome: { kind: string }, c: Context) => ({
      contentType: "text/html; charset=utf-8",
      body: `<p>${outcome.kind} at ${c.req.path} — é</p>`,
    }));
    const response = await ask(create({ renderBody }), { authorization: "Bearer" });
    assertDenied(response, "malformed_credentials");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toBe("<p>denied at /orders — é</p>");
    expect(renderBody).toHaveBeenCalledTimes(1);
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
    const response = await ask(create({ renderBody }));
    assertDenied(response, "no_credentials");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.text()).toBe('{"title":"Unauthorized","status":401}');
    expect(events.filter(({ type }) => type === "hook.failed")).toEqual(
      Array.from({ length: failures }, () => expect.objectContaining({ hook: "renderBody", cause: expect.any(Error) })),
    );
  });
});
