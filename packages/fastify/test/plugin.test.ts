import { ConfigurationError, createVerifier } from "@ostiary/core";
import { assertAccepted, assertDenied, createTestIssuer } from "@ostiary/testing";
import fastify, { type FastifyInstance } from "fastify";
import { describe, expect, test } from "vitest";
import plugin, { ostiary, type OstiaryOptions } from "../src/index.js";

const as = await createTestIssuer();
const partner = await createTestIssuer({ issuer: "https://partner.example.com" });

function addOrders(context: FastifyInstance): void {
  context.get("/orders", { onRequest: context.requireAuth() }, async ({ accessToken }) => ({
    issuer: accessToken.issuer,
  }));
}

describe("the plugin", () => {
  test("is the default export too", () => {
    expect(plugin).toBe(ostiary);
  });

  test("gives its guards to the context it is registered in", async () => {
    const app = fastify();
    expect(app.hasDecorator("requireScope")).toBe(false);
    await app.register(ostiary, as.verifierOptions());
    for (const name of ["requireAuth", "requireScope", "requireAnyScope", "require", "optionalAuth"]) {
      expect(app.hasDecorator(name)).toBe(true);
    }
    expect(app.hasRequestDecorator("accessToken")).toBe(true);
    expect(app.hasPlugin("@ostiary/fastify")).toBe(true);
  });

  test("takes a verifier that is there already", async () => {
    const app = fastify();
    await app.register(ostiary, { verifier: createVerifier(as.verifierOptions()) });
    addOrders(app);
    assertAccepted(await app.inject({ url: "/orders", headers: as.bearer() }));
  });

  test.each([
    ["an unknown option", { audiences: "x" }, /audiences/],
    ["a verifier together with options", { verifier: createVerifier(as.verifierOptions()) }, /leave out .*issuer/],
    ["a renderBody that is no function", { renderBody: "x" }, /renderBody/],
  ])("refuses %s when it is registered", async (_, options, message) => {
    const register = async () => fastify().register(ostiary, { ...as.verifierOptions(), ...options } as never);
    const error = await register().then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toMatch(message);
  });

  test("refuses a verifier that got lost", async () => {
    await expect(async () => fastify().register(ostiary, { verifier: undefined } as never)).rejects.toThrow(
      ConfigurationError,
    );
  });
});

describe("two verifiers", () => {
  test("in one context are refused, with a way out", async () => {
    const app = fastify();
    await app.register(ostiary, as.verifierOptions());
    await expect(async () => app.register(ostiary, partner.verifierOptions())).rejects.toThrow(
      /this Fastify context has a verifier already: .* app\.register\(async \(context\)/,
    );
  });

  test("in contexts side by side each guard their own routes (RFC 9068 §4)", async () => {
    const app = fastify();
    for (const [prefix, issuer] of [["/own", as] as const, ["/partner", partner] as const]) {
      await app.register(
        async (context) => {
          await context.register(ostiary, issuer.verifierOptions());
          addOrders(context);
        },
        { prefix },
      );
    }
    expect(app.hasDecorator("requireAuth")).toBe(false);
    const ask = (url: string, headers = {}) => app.inject({ url, headers });
    expect((await ask("/own/orders", as.bearer())).json()).toEqual({ issuer: as.issuer });
    expect((await ask("/partner/orders", partner.bearer())).json()).toEqual({ issuer: partner.issuer });
    assertDenied(await ask("/own/orders", partner.bearer()), "unknown_issuer");
    assertDenied(await ask("/partner/orders", as.bearer()), "unknown_issuer");
  });

  test("in a context and one within: the inner guards replace the outer ones there (RFC 9068 §4)", async () => {
    const app = fastify();
    await app.register(ostiary, as.verifierOptions());
    addOrders(app);
    await app.register(
      async (context) => {
        await context.register(ostiary, partner.verifierOptions());
        addOrders(context);
      },
      { prefix: "/partner" },
    );
    await app.register(async (context) => addOrders(context), { prefix: "/inherited" });
    const ask = (url: string, headers = {}) => app.inject({ url, headers });
    expect((await ask("/orders", as.bearer())).json()).toEqual({ issuer: as.issuer });
    expect((await ask("/inherited/orders", as.bearer())).json()).toEqual({ issuer: as.issuer });
    expect((await ask("/partner/orders", partner.bearer())).json()).toEqual({ issuer: partner.issuer });
    assertDenied(await ask("/orders", partner.bearer()), "unknown_issuer");
    assertDenied(await ask("/partner/orders", as.bearer()), "unknown_issuer");
  });

  test("on one route judge the token both (RFC 9068 §4)", async () => {
    const app = fastify();
    await app.register(ostiary, as.verifierOptions());
    const outer = app.requireAuth();
    await app.register(async (context) => {
      await context.register(ostiary, partner.verifierOptions());
      context.get("/", { onRequest: [outer, context.requireAuth()] }, async () => ({}));
    });
    assertDenied(await app.inject({ url: "/", headers: as.bearer() }), "unknown_issuer");
    assertDenied(await app.inject({ url: "/", headers: partner.bearer() }), "unknown_issuer");
  });
});

test("another plugin's accessToken is not taken for ours", async () => {
  const app = fastify();
  app.decorateRequest("accessToken", { getter: () => ({ subject: "somebody" }) as never });
  await expect(async () => app.register(ostiary, as.verifierOptions())).rejects.toThrow(/accessToken/);
});

describe("closing the application", () => {
  /** After it, whether the verifier still fetches. */
  async function fetchesAfterClose(options: OstiaryOptions): Promise<boolean> {
    const app = fastify();
    await app.register(ostiary, options);
    const { verifier } = app;
    await app.close();
    return verifier.warmUp().then(
      () => true,
      () => false,
    );
  }

  test("closes a verifier that the plugin made, and not one that was handed in", async () => {
    const as = await createTestIssuer();
    expect(await fetchesAfterClose(as.verifierOptions())).toBe(false);
    expect(await fetchesAfterClose({ verifier: createVerifier(as.verifierOptions()) })).toBe(true);
  });
});
