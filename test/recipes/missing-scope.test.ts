import type { VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/hono";
import { createTestIssuer, parseChallenges } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { Hono } from "hono";
import { expect, test } from "vitest";

// your application
function createApp(trust: VerifierOptions) {
  const { requireScope } = createAuth(trust);
  return new Hono()
    .get("/orders", requireScope("orders:read"), (c) => c.json([]))
    .post("/orders", requireScope("orders:read", "orders:write"), (c) => c.json({ id: 1 }, 201));
}

// its test
expect.extend(matchers);
const as = await createTestIssuer();
const app = createApp(as.verifierOptions());

test("each route takes a token with its scopes, in any order and among others", async () => {
  expect(await app.request("/orders", { headers: as.bearer({ scope: "orders:read" }) })).toBeAccepted();
  const headers = as.bearer({ scope: "profile orders:write orders:read" });
  expect(await app.request("/orders", { method: "POST", headers })).toBeAccepted();
});

test.each([
  ["one of two scopes", "orders:read"],
  ["a scope that begins alike", "orders:read orders:writer"],
  ["no scope", undefined],
])("a token with %s is refused, and the client is told what it needs", async (_, scope) => {
  const response = await app.request("/orders", { method: "POST", headers: as.bearer({ scope }) });
  expect(response.status).toBe(403);
  expect(response).toBeDenied("scope_insufficient");
  const [challenge] = parseChallenges(response.headers.get("www-authenticate") ?? "");
  expect(challenge?.parameters.get("error")).toBe("insufficient_scope");
  expect(challenge?.parameters.get("scope")).toBe("orders:read orders:write");
});
