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
const clock = manualClock();
const as = await createTestIssuer({ scope: "orders:read", clock });
const app = createApp(as.verifierOptions());

test("a token is accepted until it expires, and refused from then on", async () => {
  const headers = as.bearer(); // for 300 seconds
  expect(await app.request("/orders", { headers })).toBeAccepted();
  clock.advance(299);
  expect(await app.request("/orders", { headers })).toBeAccepted();
  clock.advance(10); // beyond `clockToleranceSeconds`, 5 if you did not set it
  expect(await app.request("/orders", { headers })).toBeDenied("token_expired");
});

test("a token that was never good for now is refused", async () => {
  const ask = async (token: string) => app.request("/orders", { headers: { authorization: `Bearer ${token}` } });
  expect(await ask(as.issueExpired())).toBeDenied("token_expired");
  expect(await ask(as.issueNotYetValid())).toBeDenied("token_not_yet_valid");
  expect(await ask(as.issue({ exp: undefined }))).toBeDenied("missing_claim");
});
