import { type AccessToken, createVerifier, type StandardSchema, type UntypedClaims } from "@ostiary/core";
import { createTestIssuer } from "@ostiary/testing";
import fastify, { type FastifyRequest } from "fastify";
import { describe, expect, expectTypeOf, test } from "vitest";
import { accessTokenOf, optionalAccessTokenOf, ostiary } from "../src/index.js";

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

/** Runs a request through a guard, and gives what the handler behind it makes of it. */
async function readBehind(
  guard: "requireAuth" | "optionalAuth" | undefined,
  headers: Record<string, string>,
  read: (request: FastifyRequest) => unknown,
): Promise<unknown> {
  const app = fastify();
  await app.register(ostiary, { verifier: createVerifier({ ...as.verifierOptions(), claimsSchema }) });
  app.get("/", { onRequest: guard === undefined ? [] : app[guard]() }, async (request) => {
    try {
      return { read: read(request) ?? null };
    } catch (error) {
      return { threw: String(error) };
    }
  });
  return (await app.inject({ url: "/", headers })).json();
}

describe("the token", () => {
  test.each([
    ["request.accessToken", (request: FastifyRequest) => request.accessToken.subject],
    ["accessTokenOf(request)", (request: FastifyRequest) => accessTokenOf(request).subject],
  ])("is had by %s, which says what is missing otherwise", async (_, read) => {
    expect(await readBehind("requireAuth", as.bearer(), read)).toEqual({ read: "user-1" });
    const hint = {
      threw: expect.stringMatching(/^Error: No guard has accepted .* Put requireAuth\(\), requireScope\(\)/),
    };
    expect(await readBehind(undefined, as.bearer(), read)).toEqual(hint);
    expect(await readBehind("optionalAuth", {}, read)).toEqual(hint);
  });

  test("is undefined for optionalAccessTokenOf(request) if there is none", async () => {
    const read = (request: FastifyRequest) => optionalAccessTokenOf(request)?.subject;
    expect(await readBehind("optionalAuth", {}, read)).toEqual({ read: null });
    expect(await readBehind(undefined, as.bearer(), read)).toEqual({ read: null });
    expect(await readBehind("optionalAuth", as.bearer(), read)).toEqual({ read: "user-1" });
  });

  test("has the claims that the schema made, and the type that one gives them", async () => {
    const read = (request: FastifyRequest) => accessTokenOf<OrderClaims>(request).claims.tenant;
    expect(await readBehind("requireAuth", as.bearer({ tenant: "t1" }), read)).toEqual({ read: "t1" });
    expectTypeOf<FastifyRequest["accessToken"]>().toEqualTypeOf<AccessToken>();
    expectTypeOf<ReturnType<typeof accessTokenOf<OrderClaims>>>().toEqualTypeOf<AccessToken<OrderClaims>>();
    expectTypeOf<ReturnType<typeof optionalAccessTokenOf<UntypedClaims>>>().toEqualTypeOf<AccessToken | undefined>();
  });

  test("is had from the request of any route", () => {
    type AnyRouteRequest = FastifyRequest<{ Params: { id: string }; Body: { name: string } }>;
    expectTypeOf<AnyRouteRequest>().toExtend<Parameters<typeof accessTokenOf>[0]>();
  });
});
