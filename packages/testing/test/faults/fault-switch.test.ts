import { afterEach, describe, expect, test } from "vitest";
import type { TestIssuer } from "../../src/index.js";
import { goodDocument, isPending, type Place, settle, urlOf, ways } from "./ways.js";

describe.each(ways)("$way", ({ open, fetch: fetchOf }) => {
  const opened: TestIssuer[] = [];
  afterEach(async () => {
    for (const as of opened.splice(0)) await as.close();
  });
  const setUp = async () => {
    const as = await open();
    opened.push(as);
    const fetch = fetchOf(as);
    const ask = (place: Place, signal?: AbortSignal): Promise<Response> =>
      fetch(urlOf(as, place), { redirect: "manual", ...(signal === undefined ? {} : { signal }) });
    const statusOf = async (place: Place): Promise<number> => {
      const response = await ask(place);
      await response.body?.cancel();
      return response.status;
    };
    return { as, ask, statusOf };
  };

  test("a fault is of the metadata and the JWK Set, until the issuer recovers", async () => {
    const { as, ask, statusOf } = await setUp();
    as.fail("status_503");
    expect([await statusOf("metadata"), await statusOf("jwks"), await statusOf("jwks")]).toEqual([503, 503, 503]);
    as.recover();
    expect(await (await ask("metadata")).text()).toBe(goodDocument(as, "metadata"));
    expect(await (await ask("jwks")).text()).toBe(goodDocument(as, "jwks"));
  });

  test.each<[at: Place, expected: readonly number[]]>([
    ["metadata", [503, 200]],
    ["jwks", [200, 503]],
  ])("a fault at the %s leaves the other document alone", async (at, expected) => {
    const { as, statusOf } = await setUp();
    as.fail("status_503", { at });
    expect([await statusOf("metadata"), await statusOf("jwks")]).toEqual(expected);
  });

  test("a fault of so many times is over after them, wherever they fell", async () => {
    const { as, statusOf } = await setUp();
    as.fail("status_503", { times: 2 });
    expect([await statusOf("metadata"), await statusOf("jwks"), await statusOf("jwks")]).toEqual([503, 503, 200]);
    expect(await statusOf("metadata")).toBe(200);
  });

  test("what another place is asked for does not count as one of the times", async () => {
    const { as, statusOf } = await setUp();
    as.fail("status_503", { at: "jwks", times: 1 });
    expect([await statusOf("metadata"), await statusOf("jwks"), await statusOf("jwks")]).toEqual([200, 503, 200]);
  });

  test("a fault of so many times has them again when it is asked for again", async () => {
    const { as, statusOf } = await setUp();
    as.fail("status_503", { times: 1 });
    expect([await statusOf("jwks"), await statusOf("jwks")]).toEqual([503, 200]);
    as.fail("status_503", { times: 1 });
    expect([await statusOf("jwks"), await statusOf("jwks")]).toEqual([503, 200]);
  });

  test("another fault replaces the one before", async () => {
    const { as, statusOf } = await setUp();
    as.fail("status_503", { at: "metadata" });
    as.fail("status_500", { at: "jwks" });
    expect([await statusOf("metadata"), await statusOf("jwks")]).toEqual([200, 500]);
  });

  test("requests that fail are counted, unless they are refused", async () => {
    const { as, ask, statusOf } = await setUp();
    as.fail("status_503");
    await statusOf("jwks");
    await statusOf("metadata");
    expect(as.requests).toEqual({ metadata: 1, jwks: 1, introspection: 0 });
    as.fail("refuses");
    await expect(ask("jwks")).rejects.toThrow("fetch failed");
    expect(as.requests).toEqual({ metadata: 1, jwks: 1, introspection: 0 });
    as.fail("hangs");
    void ask("jwks").catch(() => {});
    await expect.poll(() => as.requests).toEqual({ metadata: 1, jwks: 2, introspection: 0 });
  });

  test.each(["recover", "fail", "close"] as const)("what hangs is broken off by %s()", async (method) => {
    const { as, ask } = await setUp();
    as.fail("hangs");
    const waiting = ask("jwks");
    await expect.poll(() => as.requests.jwks).toBe(1);
    expect(await isPending(waiting)).toBe(true);
    void as[method]("html");
    await expect(waiting).rejects.toThrow("fetch failed");
  });

  test.each(["recover", "fail", "close"] as const)("a body that drips is broken off by %s()", async (method) => {
    const { as, ask } = await setUp();
    as.fail("drips");
    const text = (await ask("jwks")).text();
    expect(await isPending(text)).toBe(true);
    void as[method]("html");
    await expect(text).rejects.toThrow("terminated");
  });

  test("what hangs goes on after the times of its fault are used up, and others are answered", async () => {
    const { as, ask, statusOf } = await setUp();
    as.fail("hangs", { times: 1 });
    const waiting = ask("jwks");
    await expect.poll(() => as.requests.jwks).toBe(1);
    expect(await statusOf("jwks")).toBe(200);
    expect(await isPending(waiting)).toBe(true);
    as.recover();
    await expect(waiting).rejects.toThrow("fetch failed");
  });

  test("twenty exchanges can hang at once, without a warning", async () => {
    const { as, ask } = await setUp();
    const warnings: Error[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on("warning", listen);
    as.fail("hangs");
    const waiting = Promise.allSettled(Array.from({ length: 20 }, () => ask("jwks")));
    await expect.poll(() => as.requests.jwks).toBe(20);
    as.recover();
    expect((await waiting).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => "rejected"));
    await settle();
    process.off("warning", listen);
    expect(warnings).toEqual([]);
  });

  test("a caller that gives up ends its own exchange alone", async () => {
    const { as, ask } = await setUp();
    as.fail("hangs");
    const controller = new AbortController();
    const leaving = ask("jwks", controller.signal);
    const staying = ask("jwks");
    await expect.poll(() => as.requests.jwks).toBe(2);
    controller.abort();
    await expect(leaving).rejects.toThrow("aborted");
    expect(await isPending(staying)).toBe(true);
    as.recover();
    await expect(staying).rejects.toThrow("fetch failed");
  });

  test("a caller that gives up while it reads gets no more of the body", async () => {
    const { as, ask } = await setUp();
    as.fail("huge_body");
    const controller = new AbortController();
    const response = await ask("jwks", controller.signal);
    const reader = response.body!.getReader();
    expect((await reader.read()).done).toBe(false);
    controller.abort();
    await expect(reader.read()).rejects.toThrow("aborted");
  });

  test("a stopped issuer is gone, whatever its fault, which is there again when it is started", async () => {
    const { as, ask, statusOf } = await setUp();
    as.fail("status_503");
    await as.stop();
    await expect(ask("jwks")).rejects.toThrow("fetch failed");
    await as.start();
    expect(await statusOf("jwks")).toBe(503);
    await as.stop();
    as.recover();
    await expect(ask("jwks")).rejects.toThrow("fetch failed");
    await as.start();
    expect(await statusOf("jwks")).toBe(200);
  });

  test("tokens are issued, and documents shown, as if nothing failed", async () => {
    const { as } = await setUp();
    const published = [as.jwks(), as.metadata()];
    as.fail("empty_set");
    expect([as.jwks(), as.metadata()]).toEqual(published);
    expect(as.issue().split(".")).toHaveLength(3);
  });
});
