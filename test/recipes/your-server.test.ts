import type { VerifierOptions } from "@ostiary/core";
import { auth0 } from "@ostiary/core/presets";
import { createAuth } from "@ostiary/hono";
import { createTestIssuer, type FormRequest } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { Hono } from "hono";
import { expect, test } from "vitest";

// your application
const production: VerifierOptions = {
  issuer: auth0({ domain: "shop.eu.auth0.com", permissionsAsScopes: { prefix: "" } }),
  audience: "https://api.shop.example",
};

function createApp(trust: VerifierOptions = production) {
  const guard = createAuth(trust).requireScope("read:orders");
  return new Hono().on(["GET", "POST"], "/orders", guard, (c) => c.json({ client: c.var.accessToken.clientId }));
}

// its test
expect.extend(matchers);
const as = await createTestIssuer({ like: "auth0", trust: production, scope: "read:orders" });
const app = createApp(as.verifierOptions()); // `production`, with the test issuer in the place of Auth0
const ask = async (token: string) => app.request("/orders", { headers: { authorization: `Bearer ${token}` } });

test("tokens of our tenant are accepted", async () => {
  expect(as.issuer).toBe("https://shop.eu.auth0.com/");
  const response = await ask(as.issue({ client_id: "web" })); // stands in `azp`, as Auth0 writes it
  expect(response).toBeAccepted();
  expect(await response.json()).toEqual({ client: "web" });
});

test("so are those of users whose permissions are in the token", async () => {
  const shape = "access token of a user with permissions alone";
  expect(await ask(as.issue({ scope: undefined, permissions: ["read:orders"] }, { shape }))).toBeAccepted();
  expect(await ask(as.issue({ scope: undefined, permissions: [] }, { shape }))).toBeDenied("scope_insufficient");
});

test("no other token of our tenant is accepted", async () => {
  const others = as.dialect.shapes.filter(({ kind }) => kind !== "access_token");
  for (const { token } of others) {
    const response = await ask(as.issue({ aud: as.audience }, { shape: token }));
    expect(response.status, token).toBe(401);
  }
});

const send = ({ query, ...init }: FormRequest) => app.request(`/orders${query}`, init);

for (const defect of as.defects) {
  test(`refuses ${defect.title}`, async () => {
    expect(await as.send(send, defect)).toBeDenied(defect.expected.reason);
  });
}

for (const good of as.goodTokens) {
  test(`accepts ${good.title}`, async () => {
    expect(await as.send(send, good)).toBeAccepted();
  });
}
