import type { VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/hono";
import { createTestIssuer } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { Hono } from "hono";
import { expect, test } from "vitest";

// your application
function createApp(trust: VerifierOptions) {
  const { requireAuth } = createAuth(trust);
  return new Hono().get("/me", requireAuth(), (c) => c.json({ owner: c.var.accessToken.subject }));
}

// its test
expect.extend(matchers);
const as = await createTestIssuer();
const app = createApp(as.verifierOptions());
const ask = async (token: string) => app.request("/me", { headers: { authorization: `Bearer ${token}` } });

test("an access token is accepted", async () => {
  expect(await ask(as.issue())).toBeAccepted();
});

test("an ID token is refused, for its client and for this API alike", async () => {
  expect(await ask(as.issueIdToken())).toBeDenied("not_an_access_token");
  expect(await ask(as.issueIdToken({ aud: as.audience }))).toBeDenied("not_an_access_token");
});

test("so is everything else that the authorization server signs", async () => {
  expect(await ask(as.issueRefreshToken({ aud: as.audience }))).toBeDenied("not_an_access_token");
  expect(await ask(as.issueLogoutToken({ aud: as.audience }))).toBeDenied("unexpected_type");
  expect(await ask(as.issueUntypedLogoutToken({ aud: as.audience }))).toBeDenied("not_an_access_token");
});
