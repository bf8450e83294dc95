import { afterEach, describe, expect, test, vi } from "vitest";
import type { TestIssuer } from "../../src/index.js";
import { goodDocument, isPending, type Place, urlOf, ways } from "./ways.js";

describe.each(ways)("$way", ({ open, fetch: fetchOf }) => {
  const opened: TestIssuer[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    for (const as of opened.splice(0)) await as.close();
  });
  const setUp = async () => {
    const as = await open();
    opened.push(as);
    const fetch = fetchOf(as);
    const ask = (place: Place, init: RequestInit = {}): Promise<Response> =>
      fetch(urlOf(as, place), { redirect: "manual", ...init });
    return { as, ask };
  };
  const places: readonly Place[] = ["jwks", "metadata"];

  describe.each(places)("the %s", (place) => {
    test("is as it should be while nothing fails", async () => {
      const { as, ask } = await setUp();
      const response = await ask(place);
      expect([response.status, await response.text()]).toEqual([200, goodDocument(as, place)]);
    });

    test("is refused: the connection fails, and the error says how", async () => {
      const { as, ask } = await setUp();
      as.fail("refuses");
      const failure = (await ask(place).catch((error: unknown) => error)) as TypeError;
      expect([failure.constructor.name, failure.message]).toEqual(["TypeError", "fetch failed"]);
      expect(failure.cause).toMatchObject({
        code: expect.stringMatching(/^(ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET)$/),
      });
    });

    test("hangs: nothing comes until the caller gives up", async () => {
      const { as, ask } = await setUp();
      as.fail("hangs");
      const controller = new AbortController();
      const waiting = ask(place, { signal: controller.signal });
      await expect.poll(() => as.requests[place]).toBe(1);
      expect(await isPending(waiting)).toBe(true);
      controller.abort();
      await expect(waiting).rejects.toHaveProperty("name", "AbortError");
    });

    test("drips: the head at once, then one byte of the good document a second", async () => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const { as, ask } = await setUp();
      as.fail("drips");
      const response = await ask(place);
      expect(response.status).toBe(200);
      const reader = response.body!.getReader();
      const first = reader.read();
      await vi.advanceTimersByTimeAsync(999);
      expect(await isPending(first)).toBe(true);
      await vi.advanceTimersByTimeAsync(1);
      expect(await first).toEqual({ done: false, value: new TextEncoder().encode("{") });
      const second = reader.read();
      expect(await isPending(second)).toBe(true);
      await vi.advanceTimersByTimeAsync(1000);
      expect((await second).value).toEqual(new TextEncoder().encode('"'));
      await reader.cancel();
    });

    test("drips to its end, which is that of the good document", async () => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const { as, ask } = await setUp();
      as.fail("drips");
      const response = await ask(place);
      const text = response.text();
      for (let left = goodDocument(as, place).length; left > 0; left -= 1) {
        expect(await isPending(text)).toBe(true);
        await vi.advanceTimersByTimeAsync(1000);
      }
      expect(await text).toBe(goodDocument(as, place));
    });

    test.each([
      ["status_500", 500, {}, null],
      ["status_503", 503, {}, null],
      ["status_429", 429, {}, "30"],
      ["status_503", 503, { retryAfterSeconds: 7 }, "7"],
      ["status_429", 429, { retryAfterSeconds: 0 }, "0"],
    ] as const)("has %s: %i over the good document, with %o", async (name, status, options, retryAfter) => {
      const { as, ask } = await setUp();
      as.fail(name, options);
      const response = await ask(place);
      expect([response.status, response.headers.get("retry-after")]).toEqual([status, retryAfter]);
      expect(await response.text()).toBe(goodDocument(as, place));
    });

    test("redirects: a client that follows finds the good document", async () => {
      const { as, ask } = await setUp();
      as.fail("redirects");
      const response = await ask(place);
      expect([response.status, response.headers.get("location")]).toEqual([302, `${urlOf(as, place)}?redirected`]);
      const followed = await ask(place, { redirect: "follow" });
      expect([followed.status, await followed.text()]).toEqual([200, goodDocument(as, place)]);
      expect(as.requests[place]).toBe(3);
      await expect(ask(place, { redirect: "error" })).rejects.toThrow("fetch failed");
    });

    test("is a page of HTML", async () => {
      const { as, ask } = await setUp();
      as.fail("html");
      const response = await ask(place);
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
      expect(await response.text()).toMatch(/^<!doctype html>/);
    });

    test("stops in the middle: its first half, and no JSON", async () => {
      const { as, ask } = await setUp();
      as.fail("truncated_json");
      const response = await ask(place);
      const text = await response.text();
      expect([response.status, response.headers.get("content-type")]).toEqual([200, expect.stringContaining("json")]);
      expect(goodDocument(as, place).startsWith(text)).toBe(true);
      expect(text.length).toBeGreaterThan(10);
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    });

    test("calls itself plain text, and is as it should be otherwise", async () => {
      const { as, ask } = await setUp();
      as.fail("wrong_content_type");
      const response = await ask(place);
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain"]);
      expect(await response.text()).toBe(goodDocument(as, place));
    });
  });
});
