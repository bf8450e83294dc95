import { afterEach, describe, expect, test, vi } from "vitest";
import { createMetadata } from "../../src/metadata/authorization-server-metadata.js";
import { deferred, json } from "../keys/doubles.js";
import {
  ISSUER,
  KEYS,
  metadata,
  MOVED,
  OAUTH,
  OIDC_APPENDED,
  OIDC_INSERTED,
  refused,
  setUp,
  status,
  warm,
} from "./doubles.js";

afterEach(() => void vi.useRealTimers());

/** Lets what goes on beside the answers come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("metadata that are known", () => {
  test("are kept for an hour, then read beside the answer, and hold from the next one on", async () => {
    const { context, server, place } = await warm();
    server.at(OAUTH, () => metadata(MOVED));
    await expect(place.locate({ now: 3599.9 })).resolves.toBe(KEYS);
    expect(server.takeUrls()).toEqual([]);
    await expect(place.locate({ now: 3600 })).resolves.toBe(KEYS);
    await settle();
    await expect(place.locate({ now: 3600 })).resolves.toBe(MOVED);
    await expect(place.locate({ now: 7199.9 })).resolves.toBe(MOVED);
    expect(server.takeUrls()).toEqual([OAUTH]);
    expect(context.takeTypes()).toEqual(["metadata.refreshed"]);
  });

  test("are kept for an hour whatever their Cache-Control says", async () => {
    const { server, place } = setUp();
    for (const [now, control] of [
      [0, "no-store"],
      [3600, "max-age=86400"],
      [7200, "max-age=1"],
    ] as const) {
      server.at(OAUTH, () => json({ issuer: ISSUER, jwks_uri: KEYS }, { "cache-control": control }));
      await place.locate({ now });
      await settle();
      await place.locate({ now: now + 3599 });
      expect(server.takeUrls()).toEqual([OAUTH]);
    }
  });

  test("keep nobody waiting while their server hangs, and are asked for once at a time", async () => {
    vi.useFakeTimers();
    const { context, server, place } = await warm();
    server.at(OAUTH, () => new Promise(() => {}));
    for (const now of [3600, 3601, 3602.9]) await expect(place.locate({ now })).resolves.toBe(KEYS);
    await vi.advanceTimersByTimeAsync(3000);
    expect(context.events).toMatchObject([{ type: "metadata.refresh_failed", cause: { kind: "timeout" } }]);
    await expect(place.locate({ now: 4199.9 })).resolves.toBe(KEYS);
    expect(server.takeUrls()).toEqual([OAUTH]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("are read to the end although the load that began it is over", async () => {
    const { server, place } = await warm();
    const slow = deferred<Response>();
    server.at(OAUTH, () => slow.promise);
    const load = new AbortController();
    await place.locate({ now: 3600, signal: load.signal });
    load.abort();
    slow.resolve(metadata(MOVED));
    await settle();
    await expect(place.locate({ now: 3601 })).resolves.toBe(MOVED);
  });

  test("are not read to the end once nobody needs them, nor begun, and nothing is told of it", async () => {
    const { context, server, place, close } = await warm();
    const slow = deferred<Response>();
    server.at(OAUTH, () => slow.promise);
    await place.locate({ now: 3600 });
    close.abort();
    slow.resolve(metadata(MOVED));
    await settle();
    await expect(place.locate({ now: 7200 })).resolves.toBe(KEYS);
    await settle();
    expect(server.takeUrls()).toEqual([OAUTH]);
    expect(context.events).toEqual([]);
  });

  test("break nothing when a listener throws", async () => {
    const { context, server } = setUp();
    const emit = vi.fn<(event: unknown) => void>();
    const place = createMetadata({ ...context, issuer: ISSUER, fetch: server.fetch, emit });
    server.at(OAUTH, () => metadata());
    await place.locate({ now: 0 });
    emit.mockImplementation(() => {
      throw new Error("a listener");
    });
    await expect(place.locate({ now: 3600 })).resolves.toBe(KEYS);
    await settle();
    expect(emit).toHaveBeenCalledTimes(3);
  });

  test("are looked for first where they were the last time", async () => {
    const { server, place } = setUp();
    server.at(OAUTH, () => status(503));
    server.at(OIDC_INSERTED, () => status(404));
    server.at(OIDC_APPENDED, () => metadata());
    await place.locate({ now: 0 });
    expect(server.takeUrls()).toEqual([OAUTH, OIDC_INSERTED, OIDC_APPENDED]);
    await place.locate({ now: 3600 });
    await settle();
    expect(server.takeUrls()).toEqual([OIDC_APPENDED]);
  });

  test.each([
    ["404", () => status(404)],
    ["403", () => status(403)],
    ["another issuer", () => json({ issuer: "https://evil.example", jwks_uri: "https://evil.example/" })],
    ["no jwks_uri", () => json({ issuer: ISSUER })],
  ])("are looked for elsewhere after %s where they were", async (_, answer) => {
    const { server, place } = await warm();
    server.at(OAUTH, answer);
    server.at(OIDC_INSERTED, () => status(503));
    server.at(OIDC_APPENDED, () => metadata(MOVED));
    await place.locate({ now: 3600 });
    await settle();
    expect(server.takeUrls()).toEqual([OAUTH, OIDC_INSERTED, OIDC_APPENDED]);
    await expect(place.locate({ now: 3601 })).resolves.toBe(MOVED);
  });

  test.each([
    ["a redirect", () => status(301)],
    ["half a document", () => new Response("{", { headers: { "content-type": "application/json" } })],
    ["another media type", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
  ])("are looked for elsewhere after %s only if they may have moved", async (_, answer) => {
    const { server, place } = await warm();
    server.at(OAUTH, answer);
    server.at(OIDC_INSERTED, () => metadata(MOVED));
    await place.locate({ now: 3600 });
    await settle();
    expect(server.takeUrls()).toEqual([OAUTH]);
    place.doubt(KEYS);
    await expect(place.locate({ now: 4200 })).resolves.toBe(MOVED);
    expect(server.takeUrls()).toEqual([OAUTH, OIDC_INSERTED]);
  });

  test("are looked for everywhere when they could not be read for long", async () => {
    const { server, place } = await warm();
    server.at(OAUTH, () => status(301));
    server.at(OIDC_INSERTED, () => metadata(MOVED));
    await place.locate({ now: 7199 });
    await settle();
    expect(server.takeUrls()).toEqual([OAUTH]);
    await place.locate({ now: 7799 });
    await settle();
    expect(server.takeUrls()).toEqual([OAUTH, OIDC_INSERTED]);
    await expect(place.locate({ now: 7800 })).resolves.toBe(MOVED);
  });

  test.each([
    ["no connection", refused],
    ["500", () => status(500)],
    ["503", () => status(503)],
    ["429", () => status(429)],
    ["408", () => status(408)],
    ["404 with a time to wait", () => new Response(null, { status: 404, headers: { "retry-after": "5" } })],
  ])("are asked for once in ten minutes of an outage, there alone: %s", async (_, answer) => {
    const { context, server, place } = await warm();
    server.at(OAUTH, answer);
    for (let now = 3600; now < 7200; now += 60) {
      await expect(place.locate({ now })).resolves.toBe(KEYS);
      await settle();
    }
    expect(server.takeUrls()).toEqual([OAUTH, OAUTH, OAUTH, OAUTH, OAUTH, OAUTH]);
    expect(new Set(context.takeTypes())).toEqual(new Set(["metadata.refresh_failed"]));
  });

  test("stay when there are none any more, or those of another issuer", async () => {
    const { context, server, place } = await warm();
    const foreign = () => json({ issuer: "https://evil.example", jwks_uri: "https://evil.example/" });
    for (const url of [OAUTH, OIDC_INSERTED, OIDC_APPENDED]) server.at(url, foreign);
    await place.locate({ now: 3600 });
    await settle();
    await expect(place.locate({ now: 3601 })).resolves.toBe(KEYS);
    expect(context.takeTypes()).toEqual(["metadata.refresh_failed"]);
    expect(server.takeUrls()).toEqual([OAUTH, OIDC_INSERTED, OIDC_APPENDED]);
  });
});

test("metadata that led to a place which does not answer are read again beside the answers, after ten minutes", async () => {
  const { server, place } = await warm();
  server.at(OAUTH, () => metadata(MOVED));
  place.suspect(KEYS);
  await expect(place.locate({ now: 599.9 })).resolves.toBe(KEYS);
  expect(server.takeUrls()).toEqual([]);
  await expect(place.locate({ now: 600 })).resolves.toBe(KEYS);
  await vi.waitFor(async () => expect(await place.locate({ now: 601 })).toBe(MOVED));
  expect(server.takeUrls()).toEqual([OAUTH]);
});

describe("metadata in doubt", () => {
  test("are read before the next answer", async () => {
    const { server, place } = await warm();
    server.at(OAUTH, () => metadata(MOVED));
    place.doubt(KEYS);
    await expect(place.locate({ now: 60 })).resolves.toBe(MOVED);
    await expect(place.locate({ now: 61 })).resolves.toBe(MOVED);
    expect(server.takeUrls()).toEqual([OAUTH]);
  });

  test("are used on when they cannot be read", async () => {
    const { context, server, place } = await warm();
    server.at(OAUTH, refused);
    place.doubt(KEYS);
    await expect(place.locate({ now: 60 })).resolves.toBe(KEYS);
    expect(context.takeTypes()).toEqual(["metadata.refresh_failed"]);
  });

  test("are read no sooner than a minute after they were last asked for", async () => {
    const { server, place } = await warm();
    place.doubt(KEYS);
    await expect(place.locate({ now: 59.9 })).resolves.toBe(KEYS);
    expect(server.takeUrls()).toEqual([]);
    await place.locate({ now: 60 });
    expect(server.takeUrls()).toEqual([OAUTH]);
  });

  test("wait for the reading that is already under way", async () => {
    const { server, place } = await warm();
    const slow = deferred<Response>();
    server.at(OAUTH, () => slow.promise);
    await expect(place.locate({ now: 3600 })).resolves.toBe(KEYS);
    place.doubt(KEYS);
    const found = place.locate({ now: 3601 });
    slow.resolve(metadata(MOVED));
    await expect(found).resolves.toBe(MOVED);
    expect(server.takeUrls()).toEqual([OAUTH]);
  });

  test("are waited for no longer than the signal says", async () => {
    const { server, place } = await warm();
    server.at(OAUTH, () => new Promise(() => {}));
    place.doubt(KEYS);
    const abort = new AbortController();
    const found = place.locate({ now: 60, signal: abort.signal });
    abort.abort();
    await expect(found).resolves.toBe(KEYS);
  });

  test.each([
    ["go on to say so", () => metadata()],
    ["cannot be read", refused],
  ])("are read eight times in an hour in which nothing is where they say, when they %s", async (_, answer) => {
    const { server, place } = await warm();
    server.at(OAUTH, answer);
    let reads: number[] = [];
    for (let now = 1; now <= 3600; now += 1) {
      place.doubt(KEYS);
      await place.locate({ now });
      if (server.takeUrls().length > 0) reads = [...reads, now];
    }
    expect(reads).toEqual([60, 180, 420, 900, 1500, 2100, 2700, 3300]);
  });

  test("are not, when what brought nothing is no longer what they say", async () => {
    const { server, place } = await warm();
    server.at(OAUTH, () => metadata(MOVED));
    await place.locate({ now: 3600 });
    await settle();
    place.doubt(KEYS);
    await expect(place.locate({ now: 3700 })).resolves.toBe(MOVED);
    expect(server.takeUrls()).toEqual([OAUTH]);
  });

  test("cannot be doubted before there are any", async () => {
    const { server, place } = setUp();
    place.doubt(KEYS);
    server.at(OAUTH, () => metadata());
    await expect(place.locate({ now: 1 })).resolves.toBe(KEYS);
    await expect(place.locate({ now: 3600 })).resolves.toBe(KEYS);
    expect(server.takeUrls()).toEqual([OAUTH]);
  });
});
