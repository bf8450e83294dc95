import { type AccessToken, createVerifier, type StandardSchema, type UntypedClaims } from "@ostiary/core";
import { createTestIssuer } from "@ostiary/testing";
import express, { type Request, type RequestHandler } from "express";
import { describe, expect, expectTypeOf, test } from "vitest";
import { accessTokenOf, createAuth, optionalAccessTokenOf } from "../src/index.js";
import { serve } from "./support/serve.js";

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
async function readBehind(
  guards: RequestHandler[],
  headers: Record<string, string>,
  read: (request: Request) => unknown,
) {
  const app = express().get("/", ...guards, (request, response) => {
    try {
      response.json({ read: read(request) ?? null });
    } catch (error) {
      response.json({ threw: String(error) });
    }
  });
  return (await fetch(await serve(app), { headers })).json();
}

describe("accessTokenOf", () => {
  const { requireAuth, optionalAuth, ...auth } = createAuth(as.verifierOptions());

  test.each([
    ["of createAuth", auth.accessTokenOf],
    ["at the top", accessTokenOf],
  ])("%s gives the token that a guard accepted, and says what is missing otherwise", async (_, read) => {
    const subjectOf = (request: Request) => read(request).subject;
    expect(await readBehind([requireAuth()], as.bearer(), subjectOf)).toEqual({ read: "user-1" });
    const hint = {
      threw: expect.stringMatching(/^Error: No guard has accepted .* Put requireAuth\(\), requireScope\(\)/),
    };
    expect(await readBehind([], as.bearer(), subjectOf)).toEqual(hint);
    expect(await readBehind([optionalAuth()], {}, subjectOf)).toEqual(hint);
  });

  test.each([
    ["of createAuth", auth.optionalAccessTokenOf],
    ["at the top", optionalAccessTokenOf],
  ])("optional, %s, gives undefined for an anonymous request", async (_, read) => {
    const subjectOf = (request: Request) => read(request)?.subject;
    expect(await readBehind([optionalAuth()], {}, subjectOf)).toEqual({ read: null });
    expect(await readBehind([], as.bearer(), subjectOf)).toEqual({ read: null });
    expect(await readBehind([optionalAuth()], as.bearer(), subjectOf)).toEqual({ read: "user-1" });
  });

  test("of createAuth gives no token that other guards accepted", async () => {
    const other = createAuth(as.verifierOptions());
    expect(await readBehind([other.requireAuth()], as.bearer(), auth.optionalAccessTokenOf)).toEqual({ read: null });
    expect(await readBehind([other.requireAuth()], as.bearer(), (request) => accessTokenOf(request).subject)).toEqual({
      read: "user-1",
    });
  });

  test("gives no token that lacked a scope", async () => {
    const reached: unknown[] = [];
    const { requireScope } = createAuth(as.verifierOptions());
    const app = express().use((request, response, next) => {
      response.on("finish", () => reached.push(optionalAccessTokenOf(request)));
      next();
    });
    const origin = await serve(app.use(requireScope("api:admin")));
    expect((await fetch(origin, { headers: as.bearer() })).status).toBe(403);
    expect(reached).toEqual([undefined]);
  });
});

describe("claims", () => {
  test("have the type that the schema gives them", async () => {
    const auth = createAuth({ ...as.verifierOptions(), claimsSchema });
    expectTypeOf(auth.accessTokenOf).returns.toEqualTypeOf<AccessToken<OrderClaims>>();
    expectTypeOf(auth.optionalAccessTokenOf).returns.toEqualTypeOf<AccessToken<OrderClaims> | undefined>();
    expectTypeOf(auth.verifier.verify).returns.resolves.toEqualTypeOf<AccessToken<OrderClaims>>();
    const tenantOf = (request: Request) => auth.accessTokenOf(request).claims.tenant;
    expect(await readBehind([auth.requireAuth()], as.bearer({ tenant: "t1" }), tenantOf)).toEqual({ read: "t1" });
  });

  test("have the type that the verifier gives them", () => {
    const auth = createAuth(createVerifier({ ...as.verifierOptions(), claimsSchema }));
    expectTypeOf(auth.accessTokenOf).returns.toEqualTypeOf<AccessToken<OrderClaims>>();
  });

  test("have no type of their own without a schema", () => {
    const auth = createAuth({ issuer: as.issuer, audience: as.audience });
    expectTypeOf(auth.accessTokenOf).returns.toEqualTypeOf<AccessToken>();
    expectTypeOf<ReturnType<typeof accessTokenOf<UntypedClaims>>["claims"]["x"]>().toBeUnknown();
    expectTypeOf<ReturnType<typeof accessTokenOf<OrderClaims>>>().toEqualTypeOf<AccessToken<OrderClaims>>();
  });

  test("are had from the request of any route", () => {
    type AnyRouteRequest = Request<{ id: string }, { total: number }, { name: string }, { page: string }>;
    expectTypeOf<AnyRouteRequest>().toExtend<Parameters<typeof accessTokenOf>[0]>();
  });
});
