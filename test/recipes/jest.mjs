import { createAuth } from "@ostiary/hono";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/jest";
import { Hono } from "hono";

// your application
function createApp(trust) {
  const { requireScope } = createAuth(trust);
  return new Hono().get("/orders", requireScope("orders:read"), (c) => c.json({ owner: c.var.accessToken.subject }));
}

// its test
expect.extend(matchers);

describe("/orders", () => {
  let clock, as, ask;

  beforeAll(async () => {
    clock = manualClock();
    as = await createTestIssuer({ scope: "orders:read", clock });
    const app = createApp(as.verifierOptions());
    ask = async (headers) => app.request("/orders", { headers });
  });

  test("takes a token for this API, with the scope", async () => {
    expect(await ask(as.bearer())).toBeAccepted();
  });

  test.each([
    ["another audience", { aud: "https://other.example.com" }, "audience_mismatch"],
    ["another scope", { scope: "orders:write" }, "scope_insufficient"],
    ["another issuer", { iss: "https://other.example.com" }, "unknown_issuer"],
  ])("refuses a token with %s", async (_, claims, reason) => {
    expect(await ask(as.bearer(claims))).toBeDenied(reason);
  });

  test("refuses a token that has expired", async () => {
    const headers = as.bearer();
    clock.advance(310);
    expect(await ask(headers)).toBeDenied("token_expired");
  });
});
