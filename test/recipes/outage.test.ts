import type { VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/hono";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { Hono } from "hono";
import { expect, test } from "vitest";

// your application
function createApp(trust: VerifierOptions) {
  const { requireScope } = createAuth(trust);
  return new Hono().get("/orders", requireScope("orders:read"), (c) => c.json({ owner: c.var.accessToken.subject }));
}

// its test
expect.extend(matchers);

async function setUp() {
  const clock = manualClock();
  const as = await createTestIssuer({ scope: "orders:read", clock });
  const app = createApp({ ...as.verifierOptions(), keys: { retries: 0 } }); // no waiting in tests
  return { as, clock, ask: async () => app.request("/orders", { headers: as.bearer() }) };
}

test("an API that has keys goes on while the authorization server is down", async () => {
  const { as, clock, ask } = await setUp();
  expect(await ask()).toBeAccepted();
  await as.stop();
  clock.advance(600 + 3000); // keys are fresh for 600 seconds, and used for another hour if they must
  expect(await ask()).toBeAccepted();
});

test("an API that has none answers 503, and never blames the token", async () => {
  const { as, ask } = await setUp();
  await as.stop();
  const response = await ask();
  expect(response).toBeUnavailable();
  expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(response.headers.has("www-authenticate")).toBe(false);
});

test("it is well again when the authorization server is", async () => {
  const { as, clock, ask } = await setUp();
  await as.stop();
  expect(await ask()).toBeUnavailable();
  await as.start();
  clock.advance(120); // beyond the pause after a failure
  expect(await ask()).toBeAccepted();
});
