import { describe, expect, test } from "vitest";
import { exportKeys, importKeys, type IssuerSnapshot } from "../../src/keys/keys-snapshot.js";
import { createSnapshot } from "../../src/keys/snapshot.js";
import { createContext, ISSUER, makeJwk, makeKey } from "./doubles.js";
import { es256 } from "./stack.js";

const NOW = 1_000_000;
const [a, b] = [await makeJwk("ES256", { kid: "a", alg: "ES256", use: "sig" }), await makeJwk("RS256", { kid: "b" })];
const exported: IssuerSnapshot = { issuer: ISSUER, fetchedAt: NOW - 100, maxAgeSeconds: 300, keys: [a, b] };

describe("keys that are exported and imported", () => {
  test("verify as before, and their time goes on being counted", async () => {
    const context = createContext();
    await expect(importKeys(exported, context, NOW)).resolves.toBeUndefined();
    const { snapshot } = context.record;
    expect(snapshot?.select(es256("a"))?.kid).toBe("a");
    expect(snapshot).toMatchObject({ fetchedAt: NOW - 100, freshUntil: NOW + 200, generation: 1, maxAgeSeconds: 300 });
    expect(context.events).toEqual([
      { type: "keys.imported", at: NOW, issuer: ISSUER, keys: 2, generation: 1, fetchedAt: NOW - 100 },
    ]);
    const again = JSON.parse(JSON.stringify(exportKeys(context, NOW))) as IssuerSnapshot;
    const { use: _, ...withoutUse } = a;
    expect(again).toEqual({ ...exported, keys: [withoutUse, b] });
    const other = createContext();
    await expect(importKeys(again, other, NOW)).resolves.toBeUndefined();
    expect(exportKeys(other, NOW)).toEqual(again);
  });

  test("may come from a clock that is 5 seconds ahead", async () => {
    const context = createContext();
    await expect(importKeys({ ...exported, fetchedAt: NOW + 5 }, context, NOW)).resolves.toBeUndefined();
    expect(context.record.snapshot).toMatchObject({ fetchedAt: NOW + 5 });
  });

  test("without a max-age live as long as any other set", async () => {
    const context = createContext();
    const { maxAgeSeconds: _, ...without } = exported;
    await importKeys(without, context, NOW);
    expect(context.record.snapshot).toMatchObject({ freshUntil: NOW + 500 });
    expect(exportKeys(context, NOW)).not.toHaveProperty("maxAgeSeconds");
  });

  test("are not exported when nobody can tell how old they are: the clock was set back", async () => {
    const context = createContext();
    await importKeys(exported, context, NOW);
    expect(exportKeys(context, NOW - 1000)).toBeUndefined();
    expect(exportKeys(context, NOW)).toBeUndefined();
  });

  test("are told of when some are left out", async () => {
    const context = createContext();
    const keys = [a, { kty: "oct", k: "AAAA", kid: "s" }, { ...b, use: "enc" }];
    await importKeys({ ...exported, keys }, context, NOW);
    const detail =
      'key 2 (kid "s") holds private or symmetric key material, which must never be in a public JWK Set; key 3 (kid "b") is not for signatures (use)';
    expect(context.events[0]).toEqual({ type: "keys.rejected", at: NOW, issuer: ISSUER, detail });
    expect(context.takeTypes()).toEqual(["keys.rejected", "keys.imported"]);
  });

  test("are not exported when there are none, or they may not be used any more", async () => {
    const context = createContext();
    expect(exportKeys(context, NOW)).toBeUndefined();
    await importKeys(exported, context, NOW);
    expect(exportKeys(context, NOW + 3799)).toBeDefined();
    expect(exportKeys(context, NOW + 3800)).toBeUndefined();
  });

  test("that were there already stay the same objects, and are no new generation", async () => {
    const context = createContext();
    await importKeys(exported, context, NOW);
    const before = context.record.snapshot;
    await importKeys({ ...exported, fetchedAt: NOW }, context, NOW);
    expect(context.record.snapshot).not.toBe(before);
    expect(context.record.snapshot).toMatchObject({ generation: 1, fetchedAt: NOW });
    expect(context.record.snapshot?.keys[0]).toBe(before?.keys[0]);
  });
});

describe("keys are not taken over", () => {
  test.each([
    ["fetched in the future", { fetchedAt: NOW + 5.1 }, "its fetchedAt is in the future"],
    ["too old", { fetchedAt: NOW - 3900 }, "its keys were fetched 3900 seconds ago, which is too old"],
  ])("when they were %s", async (_, members, reason) => {
    const context = createContext();
    await expect(importKeys({ ...exported, ...members }, context, NOW)).resolves.toBe(reason);
    expect(context.record.snapshot).toBeUndefined();
    expect(context.events).toEqual([]);
  });

  test.each([
    ["there are none", []],
    ["none can verify", [{ ...a, use: "enc" }]],
    ["they are symmetric", [{ kty: "oct", k: "AAAA" }]],
    ["they are no keys", [1, null, "x"]],
  ])("when %s, and that is told", async (_, keys) => {
    const context = createContext();
    const answer = await importKeys({ ...exported, keys: keys as never }, context, NOW);
    expect(answer).toMatch(/^The JWK Set has no usable key/u);
    expect(context.events).toEqual([{ type: "keys.rejected", at: NOW, issuer: ISSUER, detail: answer }]);
  });

  test.each([NOW - 100, NOW - 50])(
    "when those at hand are as new: a withdrawn key does not come back (%d)",
    async (fetchedAt) => {
      const context = createContext();
      const keys = [await makeKey("c")];
      const parts = { keys, leftOutKids: [], maxAgeSeconds: undefined, etag: undefined, previous: undefined };
      const snapshot = createSnapshot({ ...parts, fetchedAt }, context);
      context.record.snapshot = snapshot;
      await expect(importKeys(exported, context, NOW)).resolves.toBe("the keys at hand are as new");
      expect(context.record.snapshot).toBe(snapshot);
    },
  );
});
