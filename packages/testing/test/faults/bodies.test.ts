import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createGzipBomb, dripped, padded } from "../../src/faults/bodies.js";
import type { TestIssuer } from "../../src/index.js";
import { goodDocument, urlOf, ways } from "./ways.js";

describe.each(ways)("$way", ({ open, fetch: fetchOf }) => {
  const opened: TestIssuer[] = [];
  afterEach(async () => {
    for (const as of opened.splice(0)) await as.close();
  });

  test.each([
    ["huge_body", null],
    ["gzip_bomb", "gzip"],
  ] as const)("%s is the good document with 100 MB in it", async (name, encoding) => {
    const as = await open();
    opened.push(as);
    as.fail(name);
    const response = await fetchOf(as)(urlOf(as, "jwks"), {});
    const { status, headers } = response;
    expect([status, headers.get("content-type")]).toEqual([200, "application/jwk-set+json"]);
    expect(headers.get("content-encoding")).toBe(encoding);
    const { start, end, length } = await measure(response);
    expect(start.startsWith(`${goodDocument(as, "jwks").slice(0, -1)},"padding":"x`)).toBe(true);
    expect(end).toBe(`xxxxxxxx"}`);
    expect(length).toBeGreaterThan(100_000_000);
  });
});

test("a body that drips ends with its signal, also before its first byte, and leaves no timer behind", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const controller = new AbortController();
  const bytes = dripped("ab")(controller.signal)[Symbol.asyncIterator]();
  const first = bytes.next();
  expect(vi.getTimerCount()).toBe(1);
  controller.abort();
  await expect(first).rejects.toThrow("aborted");
  await expect(dripped("ab")(controller.signal)[Symbol.asyncIterator]().next()).rejects.toThrow("aborted");
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("100 MB are one piece in memory, which is sent a hundred times", async () => {
  const pieces = new Set<Uint8Array>();
  for await (const piece of padded(`{"a":1}`)(new AbortController().signal)) pieces.add(piece);
  expect([...pieces].map(({ length }) => length)).toEqual([`{"a":1,"padding":"`.length, 2 ** 20, 2]);
});

test("the gzip bomb is small, and what it inflates to is JSON", () => {
  const bomb = createGzipBomb(`{"a":1}`);
  expect(bomb.length).toBeLessThan(200_000);
  const { a, padding } = JSON.parse(gunzipSync(bomb).toString("latin1")) as { a: number; padding: string };
  expect([a, padding.length]).toEqual([1, 100 * 2 ** 20]);
});

/** The two ends of a body and its length, without keeping it. */
async function measure(response: Response): Promise<{ start: string; end: string; length: number }> {
  let start = "";
  let end = "";
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    if (start.length < 1000) start += Buffer.from(chunk.subarray(0, 1000)).toString("latin1");
    end = (end + Buffer.from(chunk.subarray(-10)).toString("latin1")).slice(-10);
    length += chunk.byteLength;
  }
  return { start, end, length };
}
