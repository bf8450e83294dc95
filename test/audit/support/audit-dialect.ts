import { createAuth } from "@ostiary/hono";
import { auditApi, type DialectName } from "@ostiary/testing";
import { Hono } from "hono";
import { expect } from "vitest";
import { play } from "../../../packages/testing/test/dialects/signing-keys.js";

/** An API protected by Ostiary that trusts a server which writes tokens in its own way has no finding, and no note either. */
export async function expectSoundWith(like: DialectName): Promise<void> {
  const as = await play({ like });
  const { requireAuth, requireScope } = createAuth(as.verifierOptions());
  const guard = as.scope === "" ? requireAuth() : requireScope(as.scope);
  const { findings, notes, passed, skipped } = await auditApi(
    new Hono().get("/", guard, (c) => c.json({})),
    { issuer: as },
  );
  expect([...findings, ...notes]).toEqual([]);
  expect(passed).toContain("good-token");
  expect(passed.length).toBeGreaterThan(60);
  for (const [id, reason] of Object.entries(as.dialect.auditExcept ?? {})) {
    expect(skipped).toContainEqual({ id, reason });
  }
  const isScopeLeftOut = skipped.some(({ id, reason }) => id === "wrong-scope" && reason.includes("grant no scope"));
  expect(isScopeLeftOut).toBe(as.scope === "");
}
