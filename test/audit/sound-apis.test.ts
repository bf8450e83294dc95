import { createServer } from "node:http";
import type { VerifierOptions } from "@ostiary/core";
import { createAuth as createExpressAuth } from "@ostiary/express";
import { ostiary } from "@ostiary/fastify";
import { createAuth as createHonoAuth } from "@ostiary/hono";
import {
  auditApi,
  type AuditTarget,
  createTestIssuer,
  defects,
  goodTokens,
  manualClock,
  opaqueDefects,
  type TestIssuer,
} from "@ostiary/testing";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { dialects } from "../../packages/testing/src/dialects/index.js";
import { listen } from "../contract/targets/target.js";
import { expectSoundWith } from "./support/audit-dialect.js";

/** Hundreds of requests over a socket, one after the other, on a machine that may be busy. */
const SLOW = { timeout: 60_000 };

type Start = (trust: VerifierOptions) => AuditTarget | Promise<AuditTarget>;

const createExpressApp = (trust: VerifierOptions) => {
  const { requireScope, optionalAuth } = createExpressAuth(trust);
  return express()
    .all("/orders", requireScope("orders:read"), (_, response) => void response.json({ orders: [] }))
    .all("/open", optionalAuth(), (_, response) => void response.json({}));
};

const startUrl: Start = async (trust) => {
  const { origin, close } = await listen(createServer(createExpressApp(trust)));
  onTestFinished(close);
  return `${origin}/orders`;
};

const startFastify: Start = async (trust) => {
  const app = fastify();
  onTestFinished(() => app.close());
  app.addContentTypeParser("application/x-www-form-urlencoded", (_, __, done) => done(null));
  await app.register(ostiary, trust);
  const method = ["GET", "POST"];
  app.route({ method, url: "/orders", onRequest: app.requireScope("orders:read"), handler: async () => ({}) });
  app.route({ method, url: "/open", onRequest: app.optionalAuth(), handler: async () => ({}) });
  return app;
};

const startHono = (trust: VerifierOptions) => {
  const { requireScope, optionalAuth } = createHonoAuth(trust);
  return new Hono()
    .all("/orders", requireScope("orders:read"), (c) => c.json({ orders: [] }))
    .all("/open", optionalAuth(), (c) => c.json({}));
};

const starts: readonly [name: string, start: Start][] = [
  ["Express", createExpressApp],
  ["Express, over a URL", startUrl],
  ["Fastify", startFastify],
  ["Hono", startHono],
];

test.each(starts)("an API protected by Ostiary has no finding: %s", SLOW, async (_, start) => {
  const as = await createTestIssuer({ scope: "orders:read", clock: manualClock() });
  const report = await auditApi(await start(as.verifierOptions()), {
    issuer: as,
    path: "/orders",
    method: "POST",
    anonymousPath: "/open",
    restart: () => start({ ...as.verifierOptions(), keys: { retries: 0 } }),
    attackerPlace: true,
  });
  expect([...report.findings, ...report.notes]).toEqual([]);
  expect(report.passed).toEqual(
    expect.arrayContaining(["new-key", "withdrawn-key", "expired-after-acceptance", "key-by-url", "issuer-by-url"]),
  );
  expect(report.skipped).toEqual([{ id: "outage-of-introspection", reason: "the API takes no opaque tokens" }]);
  expect(report.passed.length).toBeGreaterThan(170);
});

test.each(starts.slice(1))("one that takes opaque tokens has none either: %s", SLOW, async (_, start) => {
  const as = await createTestIssuer({ scope: "orders:read", clock: manualClock() });
  const trust = as.verifierOptions({ opaque: true });
  const report = await auditApi(await start(trust), { issuer: as, path: "/orders", method: "POST", opaque: true });
  expect(report.findings).toEqual([]);
  expect(report.passed).toEqual(
    expect.arrayContaining(["good-opaque-token", "opaque-revoked", "outage-of-introspection"]),
  );
});

// All of them are audited by `npm run dialects`.
test.each(["logto", "hydra", "duende"] as const)(
  "one that trusts a server which writes tokens in its own way has none: %s",
  SLOW,
  async (like) => {
    await expectSoundWith(like);
  },
);

test("a server without access tokens for an API cannot be played in an audit", async () => {
  const as = await createTestIssuer({ like: "google" });
  await expect(auditApi(startHono(as.verifierOptions()), { issuer: as })).rejects.toThrow("issues no access tokens");
});

test("a server that the issuer plays excepts only what there is", () => {
  const ids = new Set([...defects, ...opaqueDefects, ...goodTokens].map(({ id }) => id as string));
  const excepted = dialects.flatMap(({ auditExcept = {} }) => Object.keys(auditExcept));
  expect(excepted.filter((id) => !ids.has(id) && id !== "outage-with-known-keys")).toEqual([]);
});

/** As the documentation of a library for JWTs shows it, with what RFC 9068 asks for. */
function createApiOnJose(as: TestIssuer): (request: Request) => Promise<Response> {
  const keys = createLocalJWKSet(as.jwks() as never);
  const rules = { issuer: as.issuer, audience: as.audience, typ: "at+jwt", requiredClaims: ["exp"] };
  const refuse = (status: number, challenge: string) =>
    new Response(null, { status, headers: { "WWW-Authenticate": challenge } });
  return async ({ headers }) => {
    const token = /^Bearer +([^\s,]+)$/i.exec(headers.get("authorization") ?? "")?.[1];
    if (token === undefined) return refuse(401, `Bearer realm="api"`);
    try {
      const { payload } = await jwtVerify(token, keys, rules);
      const { scope, cnf } = payload as { readonly scope?: string; readonly cnf?: unknown };
      if (cnf !== undefined) return refuse(401, `Bearer error="invalid_token"`);
      const isGranted = typeof scope === "string" && scope.split(" ").includes(as.scope);
      return isGranted ? Response.json([]) : refuse(403, `Bearer error="insufficient_scope"`);
    } catch {
      return refuse(401, `Bearer error="invalid_token"`);
    }
  };
}

test("a sound API on another library has none: what RFCs leave open are notes", async () => {
  const as = await createTestIssuer();
  const { findings, notes } = await auditApi(createApiOnJose(as), { issuer: as, rotation: false });
  expect(findings).toEqual([]);
  expect(notes.map(({ defect }) => defect)).toContain("claim-twice");
  // Its keys are fixed, which is sound where the issuer never changes its own.
  expect(notes.find(({ defect }) => defect === "withdrawn-key")).toMatchObject({
    category: "not_tried",
    says: expect.stringContaining("the option rotation says that the issuer never changes its keys"),
  });
});
