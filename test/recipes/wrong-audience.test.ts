import type { VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/hono";
import { createTestIssuer } from "@ostiary/testing";
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
const as = await createTestIssuer({ scope: "orders:read" });
const app = createApp(as.verifierOptions());

test("a token for this API is accepted", async () => {
  const response = await app.request("/orders", { headers: as.bearer({ sub: "ada" }) });
  expect(response).toBeAccepted();
  expect(await response.json()).toEqual({ owner: "ada" });
});

test("a token for this API among others is accepted", async () => {
  const headers = as.bearer({ aud: ["https://other.example.com", as.audience] });
  expect(await app.request("/orders", { headers })).toBeAccepted();
});

test.each([
  ["another API", "https://other.example.com"],
  ["an API whose name begins alike", `${as.audience}.example.org`],
  ["nobody", undefined],
])("a token for %s is refused", async (_, aud) => {
  const response = await app.request("/orders", { headers: as.bearer({ aud }) });
  expect(response.status).toBe(401);
  expect(response).toBeDenied("audience_mismatch");
});
