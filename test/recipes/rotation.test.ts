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
  const app = createApp(as.verifierOptions());
  const ask = async (headers: Record<string, string>) => app.request("/orders", { headers });
  return { as, clock, ask };
}

test("a new key is found with the first token that it signed, and old tokens stay good", async () => {
  const { as, ask } = await setUp();
  const old = as.bearer();
  expect(await ask(old)).toBeAccepted();
  as.rotateKeys(); // the old key stays in the JWK Set
  expect(await ask(as.bearer())).toBeAccepted();
  expect(await ask(old)).toBeAccepted();
  expect(as.requests.jwks).toBe(2); // once at first, and once for the new key
});

test("tokens of a key that was withdrawn are refused once the keys have been fetched again", async () => {
  const { as, ask } = await setUp();
  const old = as.bearer();
  expect(await ask(old)).toBeAccepted();
  as.rotateKeys({ keepOld: false });
  expect(await ask(as.bearer())).toBeAccepted(); // brings the new JWK Set
  expect(await ask(old)).toBeDenied("no_matching_key");
});

test("keys that nobody published are refused, and do not make the API fetch without end", async () => {
  const { as, ask } = await setUp();
  expect(await ask(as.bearer())).toBeAccepted();
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const headers = { authorization: `Bearer ${as.issueWithUnknownKey()}` };
    expect(await ask(headers)).toBeDenied("no_matching_key");
  }
  expect(as.requests.jwks).toBeLessThanOrEqual(3);
});
