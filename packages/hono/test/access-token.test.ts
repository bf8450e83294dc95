import { type AccessToken, createVerifier, type StandardSchema } from "@ostiary/core";
import { createTestIssuer } from "@ostiary/testing";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { describe, expect, expectTypeOf, test } from "vitest";
import { accessTokenOf, createAuth, optionalAccessTokenOf } from "../src/index.js";

const as = await createTestIssuer();

interface OrderClaims {
  readonly tenant: string;
}
const claimsSchema: StandardSchema<OrderClaims> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (claims) => ({ value: { tenant: String((claims as Record<string, unknown>)["tenant"]) } }),
  },
};

/** Runs a request through guards, and gives what the handler behind them makes of it. */
async function readBehind(guards: MiddlewareHandler[], headers: Record<string, string>, read: (c: Context) => unknown) {
  const app = new Hono().use(...guards).get("/", (c) => {
    try {
      return c.json({ read: read(c) ?? null });
    } catch (error) {
      return c.json({ threw: String(error) });
    }
  });
  return (await app.request("/", { headers })).json();
}

const pass: MiddlewareHandler = (_, next) => next();

describe("accessTokenOf", () => {
  const { requireAuth, optionalAuth, ...auth } = createAuth(as.verifierOptions());

  test.each([
    ["of createAuth", auth.accessTokenOf],
    ["at the top", accessTokenOf],
  ])("%s gives the token that a guard accepted, and says what is missing otherwise", async (_, read) => {
    const subjectOf = (c: Context) => read(c).subject;
    expect(await readBehind([requireAuth()], as.bearer(), subjectOf)).toEqual({ read: "user-1" });
    const hint = {
      threw: expect.stringMatching(/^Error: No guard has accepted .* Put requireAuth\(\), requireScope\(\)/),
    };
    expect(await readBehind([pass], as.bearer(), subjectOf)).toEqual(hint);
    expect(await readBehind([optionalAuth()], {}, subjectOf)).toEqual(hint);
  });

  test.each([
    ["of createAuth", auth.optionalAccessTokenOf],
    ["at the top", optionalAccessTokenOf],
  ])("optional, %s, gives undefined for an anonymous request", async (_, read) => {
    const subjectOf = (c: Context) => read(c)?.subject;
    expect(await readBehind([optionalAuth()], {}, subjectOf)).toEqual({ read: null });
    expect(await readBehind([pass], as.bearer(), subjectOf)).toEqual({ read: null });
    expect(await readBehind([optionalAuth()], as.bearer(), subjectOf)).toEqual({ read: "user-1" });
  });

  test("of createAuth gives no token that other guards accepted", async () => {
    const other = createAuth(as.verifierOptions());
    expect(await readBehind([other.requireAuth()], as.bearer(), auth.optionalAccessTokenOf)).toEqual({ read: null });
    expect(await readBehind([other.requireAuth()], as.bearer(), (c) => accessTokenOf(c).subject)).toEqual({
      read: "user-1",
    });
  });
});

describe("c.var.accessToken", () => {
  const auth = createAuth({ ...as.verifierOptions(), claimsSchema });

  test("is there behind a guard, with claims of the schema's type", async () => {
    const app = new Hono().get("/:id", auth.requireScope("api:read"), (c) => {
      expectTypeOf(c.var.accessToken).toEqualTypeOf<AccessToken<OrderClaims>>();
      expectTypeOf(c.get("accessToken").claims.tenant).toBeString();
      expectTypeOf(c.req.param("id")).toBeString();
      return c.json({ tenant: c.var.accessToken.claims.tenant, id: c.req.param("id") });
    });
    const response = await app.request("/1", { headers: as.bearer({ tenant: "t1" }) });
    expect(await response.json()).toEqual({ tenant: "t1", id: "1" });
  });

  test("may be undefined behind an optional guard", async () => {
    const app = new Hono().get("/", auth.optionalAuth(), (c) => {
      expectTypeOf(c.var.accessToken).toEqualTypeOf<AccessToken<OrderClaims> | undefined>();
      return c.json({ tenant: c.var.accessToken?.claims.tenant ?? null });
    });
    expect(await (await app.request("/")).json()).toEqual({ tenant: null });
    const response = await app.request("/", { headers: as.bearer({ tenant: "t1" }) });
    expect(await response.json()).toEqual({ tenant: "t1" });
  });

  test("is not what somebody else put there before an optional guard", async () => {
    const app = new Hono<{ Variables: { accessToken: unknown } }>();
    app.use(async (c, next) => {
      c.set("accessToken", "made up");
      await next();
    });
    app.get("/", auth.optionalAuth(), (c) => c.json({ isThere: c.var.accessToken !== undefined }));
    expect(await (await app.request("/")).json()).toEqual({ isThere: false });
  });

  test("is there if a guard follows an optional one", async () => {
    const app = new Hono().get("/", auth.optionalAuth(), auth.requireAuth(), (c) => {
      expectTypeOf(c.var.accessToken).toEqualTypeOf<AccessToken<OrderClaims>>();
      return c.json({ tenant: c.var.accessToken.claims.tenant });
    });
    expect((await app.request("/")).status).toBe(401);
    expect((await app.request("/", { headers: as.bearer() })).status).toBe(200);
  });

  test("goes through an application of the user's own type", async () => {
    const app = new Hono<{ Variables: { requestId: string } }>();
    app.get("/", auth.requireAuth(), (c) => {
      expectTypeOf(c.var.requestId).toBeString();
      return c.text(String(c.var.accessToken.subject));
    });
    expect(await (await app.request("/", { headers: as.bearer() })).text()).toBe("user-1");
  });

  test("has the type that the verifier gives it, or none of its own", () => {
    const typed = createAuth(createVerifier({ ...as.verifierOptions(), claimsSchema }));
    expectTypeOf(typed.accessTokenOf).returns.toEqualTypeOf<AccessToken<OrderClaims>>();
    const untyped = createAuth({ issuer: as.issuer, audience: as.audience });
    expectTypeOf(untyped.accessTokenOf).returns.toEqualTypeOf<AccessToken>();
    expectTypeOf<ReturnType<typeof accessTokenOf<OrderClaims>>>().toEqualTypeOf<AccessToken<OrderClaims>>();
  });
});
