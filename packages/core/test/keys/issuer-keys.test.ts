import { describe, expect, test } from "vitest";
import { createIssuerKeys } from "../../src/keys/issuer-keys.js";
import { createContext, ISSUER, json, makeJwk, ScriptedServer } from "./doubles.js";
import { es256 } from "./stack.js";

const a = await makeJwk("ES256", { kid: "a" });

function setUp(jwks: readonly object[]) {
  const context = createContext();
  const server = new ScriptedServer();
  const keys = createIssuerKeys({ ...context, fetch: server.fetch, jwks: { keys: jwks } });
  return { context, server, keys, now: () => context.clock.now() };
}

/** Lets the import of keys come to its end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

const kidOf = (found: unknown): unknown => (found as { kid?: string } | undefined)?.kid;

describe("keys that were given", () => {
  test("nothing at all is fetched when the keys were given", async () => {
    const { keys, server, now } = setUp([a]);
    expect(keys.health(now())).toMatchObject({ state: "fresh", generation: 0 });
    await settle();
    expect(keys.health(now())).toMatchObject({ state: "fresh" });
    await keys.warmUp(now());
    expect(kidOf(keys.find(es256("a"), now()))).toBe("a");
    expect(keys.health(now())).toEqual({
      issuer: ISSUER,
      state: "fresh",
      ageSeconds: undefined,
      generation: 1,
      lastErrorClass: undefined,
      lastError: undefined,
      nextAttemptAt: undefined,
    });
    expect(server.requests).toEqual([]);
  });

  test("given keys that cannot be used are an outage", async () => {
    const { keys, context, now } = setUp([{ ...a, x: a["y"] }]);
    keys.health(now());
    await settle();
    expect(context.takeTypes()).toEqual(["keys.rejected"]);
    await expect(keys.warmUp(now())).rejects.toMatchObject({ code: "unavailable" });
    expect(keys.health(now())).toMatchObject({
      state: "down",
      generation: 0,
      lastErrorClass: "key_set",
      lastError: expect.stringContaining("no usable key"),
    });
  });

  test("are neither exported nor replaced by an import, and need no closing", async () => {
    const { keys, now } = setUp([a]);
    await keys.warmUp(now());
    expect(keys.exportKeys(now())).toBeUndefined();
    const exported = { issuer: ISSUER, fetchedAt: now(), keys: [] };
    await expect(keys.importKeys(exported, now())).resolves.toBe(
      "its keys are given in the options, so they are not imported",
    );
    keys.close();
    expect(kidOf(keys.find(es256("a"), now()))).toBe("a");
  });
});

describe("the keys of an issuer that publishes them", () => {
  test("are fetched", async () => {
    const context = createContext();
    const server = new ScriptedServer();
    server.at(`${ISSUER}/jwks`, () => json({ keys: [a] }));
    const keys = createIssuerKeys({ ...context, fetch: server.fetch, jwksUri: `${ISSUER}/jwks` });
    await keys.warmUp(context.clock.now());
    expect(kidOf(keys.find(es256("a"), context.clock.now()))).toBe("a");
    keys.close();
  });
});
