import { describe, expect, test, vi } from "vitest";
import { createSnapshot } from "../../src/keys/snapshot.js";
import { withReading } from "../../src/keys/with-reading.js";
import type { JwkSetSource } from "../../src/seams/jwk-set-source.js";
import { createContext, ISSUER, makeJwk } from "./doubles.js";

const jwk = await makeJwk("ES256", { kid: "a" });
const encryption = { ...jwk, kid: "e", use: "enc" };
const LEFT_OUT = 'key 2 (kid "e") is not for signatures (use)';

function setUp() {
  const context = createContext({ maxKeys: 3 });
  const source = { load: vi.fn<JwkSetSource["load"]>() };
  const { load } = withReading(source, context);
  const loadDocument = (document: unknown) => {
    source.load.mockResolvedValueOnce({ modified: true, document });
    return load({ now: 1 });
  };
  return { context, source, load, loadDocument };
}

describe("a document is judged before anything else sees it", () => {
  test("and its keys go on with what the server said of it", async () => {
    const { source, load, context } = setUp();
    const request = { now: 1, etag: '"0"' };
    source.load.mockResolvedValueOnce({ modified: true, document: { keys: [jwk] }, maxAgeSeconds: 5, etag: '"1"' });
    await expect(load(request)).resolves.toMatchObject({
      modified: true,
      maxAgeSeconds: 5,
      etag: '"1"',
      keys: [{ kid: "a" }],
    });
    expect(source.load).toHaveBeenCalledExactlyOnceWith(request);
    source.load.mockResolvedValueOnce({ modified: false, maxAgeSeconds: 7 });
    await expect(load(request)).resolves.toEqual({ modified: false, maxAgeSeconds: 7 });
    expect(context.events).toEqual([]);
  });

  test("and a key that was there before stays the same object", async () => {
    const { loadDocument, context } = setUp();
    const first = await loadDocument({ keys: [jwk] });
    if (!first.modified) throw new Error("nothing was loaded");
    context.record.snapshot = createSnapshot({ ...first, fetchedAt: 1, previous: undefined }, context);
    const second = await loadDocument({ keys: [jwk, encryption] });
    expect(second).toMatchObject({ leftOutKids: ["e"] });
    expect(second.modified && first.keys[0] === second.keys[0]).toBe(true);
  });

  test.each([
    ["no JWK Set", { error: "maintenance" }, "The document is not a JWK Set"],
    ["too many keys", { keys: [jwk, jwk, jwk, jwk] }, "The JWK Set has 4 keys, and at most 3 are read"],
    ["no usable key", { keys: [] }, "The JWK Set has no usable key"],
  ])("and one with %s is a failed load", async (_, document, detail) => {
    const { loadDocument, context } = setUp();
    await expect(loadDocument(document)).rejects.toThrow(detail);
    expect(context.events).toEqual([{ type: "keys.rejected", at: context.clock.now(), issuer: ISSUER, detail }]);
  });

  test("and the keys left out are told when they change, not each time", async () => {
    const { loadDocument, context } = setUp();
    const [withOne, withTwo] = [{ keys: [jwk, encryption] }, { keys: [jwk, encryption, 1] }];
    for (const document of [withOne, withOne, { keys: [jwk] }, withOne, withTwo]) await loadDocument(document);
    expect(context.events.map((event) => "detail" in event && event.detail)).toEqual([
      LEFT_OUT,
      LEFT_OUT,
      `${LEFT_OUT}; key 3 is not a JSON object`,
    ]);
  });

  test("and one of no use is told once while it stays the same, and whoever wants to know hears of each", async () => {
    const { context, source } = setUp();
    const onRejected = vi.fn<() => void>();
    const { load } = withReading(source, context, onRejected);
    for (const document of [{ keys: [] }, { keys: [] }, {}, { keys: [jwk] }, {}]) {
      source.load.mockResolvedValueOnce({ modified: true, document });
      await load({ now: 1 }).catch(() => {});
    }
    expect(context.events.map((event) => "detail" in event && event.detail)).toEqual([
      "The JWK Set has no usable key",
      "The document is not a JWK Set",
      "The document is not a JWK Set",
    ]);
    expect(onRejected).toHaveBeenCalledTimes(4);
  });

  test("and a failure below is passed on as it is", async () => {
    const { source, load, context } = setUp();
    const failure = new Error("no connection");
    source.load.mockRejectedValueOnce(failure);
    await expect(load({ now: 1 })).rejects.toBe(failure);
    expect(context.events).toEqual([]);
  });

  test("and a defect while reading is no rejection of the document", async () => {
    const { loadDocument, context } = setUp();
    const hostile = {
      get keys(): never {
        throw new TypeError("a defect");
      },
    };
    await expect(loadDocument(hostile)).rejects.toThrow("a defect");
    expect(context.events).toEqual([]);
  });
});
