import { test } from "node:test";
import { createAuth } from "@ostiary/hono";
import { assertAccepted, assertDenied, assertUnavailable, createTestIssuer, manualClock } from "@ostiary/testing";
import { Hono } from "hono";

// your application
function createApp(trust) {
  const { requireScope } = createAuth(trust);
  return new Hono().get("/orders", requireScope("orders:read"), (c) => c.json({ owner: c.var.accessToken.subject }));
}

// its test
const clock = manualClock();
const as = await createTestIssuer({ scope: "orders:read", clock });
const app = createApp(as.verifierOptions());
const ask = async (headers) => app.request("/orders", { headers });

test("a token for another audience is refused", async () => {
  assertAccepted(await ask(as.bearer()));
  assertDenied(await ask(as.bearer({ aud: "https://other.example.com" })), "audience_mismatch");
});

test("a token without the scope of the route is refused", async () => {
  assertDenied(await ask(as.bearer({ scope: "orders:write" })), "scope_insufficient");
});

test("a token is refused when it has expired", async () => {
  const headers = as.bearer();
  clock.advance(310);
  assertDenied(await ask(headers), "token_expired");
});

test("an outage is no client's fault", async () => {
  const down = await createTestIssuer({ scope: "orders:read" });
  await down.stop();
  const late = createApp({ ...down.verifierOptions(), keys: { retries: 0 } });
  assertUnavailable(await late.request("/orders", { headers: down.bearer() }));
});
