import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { createVerifier, type DenialReason, type VerifierOptions } from "@ostiary/core";
import { createAuth as createExpressAuth } from "@ostiary/express";
import { ostiary } from "@ostiary/fastify";
import { createAuth as createHonoAuth } from "@ostiary/hono";
import { createContractSetting, createTestIssuer, manualClock, parseChallenges } from "@ostiary/testing";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startAll, startForTest } from "../contract/targets/index.js";
import { exchangeRaw } from "../contract/targets/raw-exchange.js";
import { listen, type StartTarget } from "../contract/targets/target.js";
import { noteTried } from "../contract/targets/tried.js";
import { createArena } from "./support/arena.js";
import { expectRefused, expectRefusedRequest, refusalOf } from "./support/expect-refused.js";

const as = await createTestIssuer({ clock: manualClock() });
const { issuer, audience, clock } = as;
const verifier = createVerifier({ issuer: { issuer, jwks: as.jwks() }, audience, clock });

/** What a client gets for a token, whatever is in it. */
async function answerTo(token: string): Promise<string> {
  const outcome = await verifier.authenticate({ authorization: [`Bearer ${token}`] }, { scopes: ["api:read"] });
  if (outcome.kind === "accepted") return "accepted";
  return JSON.stringify(verifier.challenge(outcome));
}

const refusal = JSON.stringify({
  status: 401,
  headers: {
    "WWW-Authenticate":
      'Bearer realm="api", error="invalid_token", error_description="The access token is not valid for this resource"',
    "Cache-Control": "no-store",
    "Content-Type": "application/problem+json",
  },
  body: '{"title":"Unauthorized","status":401,"error":"invalid_token","error_description":"The access token is not valid for this resource"}',
});

test("a good token is accepted", async () => {
  expect(await answerTo(as.issue())).toBe("accepted");
});

const HOSTILE = ['"', "\\", '", error="none', "\r\nX-Injected: 1", "caf\u00e9", "\u0100", "\u0000", ","];

test.each(HOSTILE)("J-01, J-03: %j from a token stands in no answer (RFC 6750 §3, RFC 9110 §5.5)", async (text) => {
  for (const claims of [{ iss: text }, { aud: text }, { exp: text }, { cnf: text }]) {
    expect(await answerTo(as.issue(claims))).toBe(refusal);
  }
  for (const how of [{ typ: text }, { kid: text }, { alg: text }]) {
    expect(await answerTo(as.issue({}, how))).toBe(refusal);
  }
  expect(await answerTo(as.issue({ scope: text }))).toContain('error=\\"insufficient_scope\\"');
  expect(await answerTo(as.issue({ scope: text }))).not.toContain("X-Injected");
});

test("a token of the issuer that is no access token is told so, for whoever holds it knows what it is (RFC 6750 §3.1)", async () => {
  const own = refusal.replaceAll("The access token is not valid for this resource", "The token is not an access token");
  for (const token of [as.issueIdToken(), as.issueRefreshToken(), as.issueUntypedLogoutToken()]) {
    expect(await answerTo(token)).toBe(own);
  }
  // What the header alone says, anybody can write.
  expect(await answerTo(as.issueLogoutToken())).toBe(refusal);
});

test("J-07: an unknown key, a bad signature and another audience get one answer (RFC 6750 §3.1)", async () => {
  const foreign = as.issueWithForeignKey({ nonce: "n", scope: undefined, client_id: undefined });
  for (const token of [as.issueWithUnknownKey(), as.issueTampered(), as.issueForOtherAudience(), foreign]) {
    expect(await answerTo(token)).toBe(refusal);
  }
});

const arena = await createArena();

describe.each(HOSTILE)(
  "J-01, J-03: every adapter can send the refusal of a token with %j in it (RFC 6750 §3, RFC 9110 §5.5)",
  (text) => {
    const { a } = arena;

    test.each<[where: string, token: string, reason: DenialReason]>([
      ["its issuer", a.issue({ iss: text }), "unknown_issuer"],
      ["its audience", a.issue({ aud: text }), "audience_mismatch"],
      ["its end", a.issue({ exp: text }), "malformed_token"],
      ["its subject's type", a.issue({ sub: [text] }), "malformed_token"],
      ["its binding", a.issue({ cnf: text }), "binding_required"],
      ["its scope", a.issue({ scope: text }), "scope_insufficient"],
      ["its kind", a.issue({ token_use: text }, { typ: "JWT" }), "not_an_access_token"],
      ["the type of its header", a.issue({}, { typ: text }), "unexpected_type"],
      ["the name of its key", a.issue({}, { kid: text }), "no_matching_key"],
      ["its algorithm", a.issue({}, { alg: text }), "algorithm_not_allowed"],
    ])("in %s", (_, token, reason) => expectRefused(arena, token, reason));
  },
);

test.each(["/orders?x=%22%0d%0aX-Injected:1", '/orders?"><script>', "/orders?scope=none&realm=other&error=none"])(
  "J-04: what is asked for, %j, stands in no answer (RFC 6750 §3)",
  async (path) => {
    await expectRefusedRequest(arena, { authorization: [], path }, "no_credentials");
    await expectRefusedRequest(arena, { authorization: ["Bearer x"], path }, "malformed_token");
    const authorization = [`Bearer ${arena.a.issue({ scope: "other" })}`];
    await expectRefusedRequest(arena, { authorization, path }, "scope_insufficient");
  },
);

/** Over what `verify()` throws in a handler, too, where no guard stands before it. */
const verifiers: Readonly<Record<string, () => Promise<(token: string) => Promise<Response>>>> = {
  Express: async () => {
    const app = express();
    app.get("/", async ({ headers }, response) => {
      await verifier.verify(String(headers["x-token"]), { scopes: ["api:read"] });
      response.end("let in");
    });
    const { origin, close } = await listen(createServer(app));
    onTestFinished(close);
    return (token) => fetch(origin, { headers: { "x-token": token } });
  },
  Fastify: async () => {
    const app = fastify().get("/", async ({ headers }) => {
      await verifier.verify(String(headers["x-token"]), { scopes: ["api:read"] });
      return "let in";
    });
    return async (token) => {
      const { statusCode: status, headers, body } = await app.inject({ url: "/", headers: { "x-token": token } });
      return new Response(body, { status, headers: headers as Record<string, string> });
    };
  },
  Hono: async () => {
    const app = new Hono().get("/", async (c) => {
      await verifier.verify(c.req.header("x-token") ?? "", { scopes: ["api:read"] });
      return c.text("let in");
    });
    return async (token) => app.request("/", { headers: { "x-token": token } });
  },
};

test.each(Object.keys(verifiers))(
  "J-05, J-06, J-08: %s answers what verify() throws with a refusal, a challenge where it keeps fields, and nothing else",
  async (name) => {
    vi.spyOn(console, "error").mockReturnValue();
    const ask = await verifiers[name]?.();
    if (ask === undefined) throw new TypeError("there is one for each name");
    expect(await (await ask(as.issue())).text()).toBe("let in");
    for (const [token, status] of [
      [as.issueExpired({ sub: "some-one-in-particular" }), 401],
      [as.issue({ sub: "some-one-in-particular", scope: "" }), 403],
    ] as const) {
      const answer = await ask(token);
      // Hono takes every error for one of the application.
      expect(answer.status).toBe(name === "Hono" ? 500 : status);
      if (name !== "Hono") expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer realm="api", error="/);
      const text = await answer.text();
      for (const part of [...token.split("."), "some-one-in-particular", "scope_insufficient", "token_expired"]) {
        expect(text).not.toContain(part);
      }
    }
  },
);

describe("J-05, J-06, J-12: every refusal has one challenge, which names an error only to who sent a token (RFC 6750 §3, §3.1)", () => {
  test.each<[reason: DenialReason, authorization: readonly string[]]>([
    ["no_credentials", []],
    ["no_credentials", ["Basic dXNlcjpwYXNz"]],
    ["malformed_credentials", ["Bearer"]],
    ["malformed_token", ["Bearer x"]],
    ["token_expired", [`Bearer ${arena.a.issueExpired()}`]],
    ["scope_insufficient", [`Bearer ${arena.a.issue({ scope: "" })}`]],
  ])("%s", async (reason, authorization) => {
    const expected = refusalOf(reason).headers["www-authenticate"] ?? "";
    const [challenge, ...others] = parseChallenges(expected);
    expect(others).toEqual([]);
    expect(challenge?.parameters.has("error")).toBe(reason !== "no_credentials");
    expect(challenge?.parameters.get("scope")).toBe(reason === "scope_insufficient" ? "api:read" : undefined);
    await expectRefusedRequest(arena, { authorization }, reason);
  });
});

const SECRET = "connect to 10.0.0.7 failed for sk-12345";

describe("J-08: what a hook of the application throws reaches no client", () => {
  test.each<[what: string, options: Partial<VerifierOptions>]>([
    ["a check", { checks: [() => Promise.reject(new Error(SECRET))] }],
    ["a check that throws no error", { checks: [() => Promise.reject(SECRET)] }],
    [
      "a schema",
      { claimsSchema: { "~standard": { version: 1, vendor: "x", validate: () => Promise.reject(new Error(SECRET)) } } },
    ],
    ["a listener", { onEvent: () => Promise.reject(new Error(SECRET)) as never }],
  ])("%s", async (what, options) => {
    vi.spyOn(console, "error").mockReturnValue();
    vi.stubEnv("NODE_ENV", "production");
    onTestFinished(() => void vi.unstubAllEnvs());
    const failing = await createArena(options);
    const token = failing.a.issue();
    for (const { name, ask, calls } of failing.targets) {
      const asked = ask({ authorization: [`Bearer ${token}`] });
      if (what === "a listener") expect(await asked, name).toBeAccepted();
      else if (name === "core") await expect(asked).rejects.toMatchObject({ code: "extension" });
      else {
        const answer = await asked;
        expect(answer?.status, name).toBe(500);
        expect(JSON.stringify(answer), name).not.toMatch(/10\.0\.0\.7|sk-12345|node_modules|\.ts:/);
        expect(JSON.stringify(answer), name).not.toContain(token.slice(0, 40));
        expect(calls(), name).toBe(0);
      }
    }
  });
});

describe("J-10: what CORS middleware before a guard allows a page to read, it may read of a refusal, too (Fetch §3.2.3)", () => {
  const expose = ["WWW-Authenticate", "Retry-After"];

  const starts: readonly (readonly [name: string, start: StartTarget])[] = [
    [
      "Express",
      async (options) => {
        const app = express();
        app.use((_, response, next) => {
          response.setHeader("Access-Control-Allow-Origin", "https://app.example");
          response.setHeader("Access-Control-Expose-Headers", expose.join(","));
          next();
        });
        app.get("/me", createExpressAuth(options).requireAuth(), (_, response) => void response.end());
        return listen(createServer(app));
      },
    ],
    [
      "Fastify",
      async (options) => {
        const app = fastify({ forceCloseConnections: true });
        app.addHook("onRequest", async (_, reply) => {
          reply.header("Access-Control-Allow-Origin", "https://app.example");
          reply.header("Access-Control-Expose-Headers", expose.join(","));
        });
        await app.register(ostiary, options);
        app.get("/me", { onRequest: app.requireAuth() }, async () => "");
        return { origin: await app.listen({ port: 0, host: "127.0.0.1" }), close: () => app.close() };
      },
    ],
    [
      "Hono",
      async (options) => {
        const app = new Hono();
        app.use(cors({ origin: "https://app.example", exposeHeaders: expose }));
        app.get("/me", createHonoAuth(options).requireAuth(), (c) => c.body(""));
        return listen(createAdaptorServer({ fetch: app.fetch }) as Server);
      },
    ],
  ];

  test.each(starts)("%s", async (name, start) => {
    noteTried(name);
    const origin = await startForTest(start, as.verifierOptions());
    const answer = await fetch(`${origin}/me`, { headers: { origin: "https://app.example" } });
    expect(answer).toBeDenied("no_credentials");
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(answer.headers.get("access-control-expose-headers")).toBe("WWW-Authenticate,Retry-After");
  });
});

test("J-11: guards in a row send one challenge, and no nonce (RFC 9449 §8)", async () => {
  const setting = await createContractSetting();
  const targets = await startAll(setting.verifierOptions);
  onTestFinished(() => void Promise.all(targets.map(({ close }) => close())));
  for (const { name, origin } of targets) {
    for (const line of ["X: y", "Authorization: Bearer", `Authorization: Bearer ${setting.as.issue({ scope: "" })}`]) {
      const { status, fields } = await exchangeRaw(origin, ["GET /twice HTTP/1.1", line]);
      expect(status, name).toBeGreaterThan(399);
      expect(
        fields.filter((field) => field.startsWith("www-authenticate:")),
        name,
      ).toHaveLength(1);
      expect(fields.join(), name).not.toMatch(/dpop/i);
    }
  }
});

test("J-13: an outage is no fault of the token, and no challenge says so (RFC 9110 §15.6.4)", async () => {
  const cold = await createArena({ keys: { retries: 0 } });
  await cold.a.stop();
  for (const { name, ask, calls } of cold.targets) {
    const answer = await ask({ authorization: [`Bearer ${cold.a.issue()}`] });
    expect(answer, name).toBeUnavailable();
    expect(JSON.stringify(answer), name).not.toMatch(/invalid_token|as\.example/);
    expect(calls(), name).toBe(0);
    // What can be refused without keys is refused all the same.
    expect(await ask({ authorization: [`Bearer ${cold.a.issueExpired()}`] }), name).toBeDenied("token_expired");
  }
});
