import { afterEach, describe, expect, test, vi } from "vitest";
import { createMetadata } from "../../src/metadata/authorization-server-metadata.js";
import { deferred, json } from "../keys/doubles.js";
import { ISSUER, KEYS, metadata, OAUTH, OIDC_APPENDED, OIDC_INSERTED, refused, setUp, status } from "./doubles.js";

afterEach(() => void vi.useRealTimers());

describe("the search for metadata (RFC 8414 §3, §5)", () => {
  test("ends at the first place that has them", async () => {
    const { context, server, place } = setUp();
    server.at(OAUTH, () => metadata());
    await expect(place.locate({ now: 1 })).resolves.toBe(KEYS);
    expect(server.requests).toEqual([{ url: OAUTH, headers: { accept: "application/json" } }]);
    expect(context.events).toEqual([
      { type: "metadata.refreshed", at: context.clock.now(), issuer: ISSUER, url: OAUTH },
    ]);
  });

  test.each([
    ["404", () => status(404)],
    ["401", () => status(401)],
    ["500", () => status(500)],
    ["503", () => status(503)],
    ["408", () => status(408)],
    ["a redirect", () => status(302)],
    ["another status", () => status(204)],
    ["another media type", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["something that is not JSON", () => new Response("{", { headers: { "content-type": "application/json" } })],
    ["another issuer", () => json({ issuer: "https://as.example.com/t2", jwks_uri: KEYS })],
    ["no jwks_uri", () => json({ issuer: ISSUER })],
    ["too much", () => json({ issuer: ISSUER, jwks_uri: KEYS, note: "x".repeat(600_000) })],
  ])("goes on after %s, up to the last place", async (_, answer) => {
    const { server, place } = setUp();
    server.at(OAUTH, answer);
    server.at(OIDC_INSERTED, answer);
    server.at(OIDC_APPENDED, () => metadata());
    await expect(place.locate({ now: 1 })).resolves.toBe(KEYS);
    expect(server.takeUrls()).toEqual([OAUTH, OIDC_INSERTED, OIDC_APPENDED]);
  });

  test("ends where there is no connection, since all places are on one host", async () => {
    const { context, server, place } = setUp();
    server.at(OAUTH, () => Promise.reject(new Error("refused")));
    await expect(place.locate({ now: 1 })).rejects.toMatchObject({ kind: "network" });
    expect(server.takeUrls()).toEqual([OAUTH]);
    expect(context.events).toMatchObject([
      { type: "metadata.refresh_failed", issuer: ISSUER, cause: { kind: "network" } },
    ]);
  });

  test("ends where nobody answers in time", async () => {
    vi.useFakeTimers();
    const { server, place } = setUp();
    server.at(OAUTH, () => new Promise(() => {}));
    const found = expect(place.locate({ now: 1 })).rejects.toMatchObject({ kind: "timeout" });
    await vi.advanceTimersByTimeAsync(3000);
    await found;
    expect(server.takeUrls()).toEqual([OAUTH]);
  });

  test.each([
    ["503 before", [503, 404, 404], { status: 503 }],
    ["500 after", [404, 404, 500], { status: 500 }],
    ["408 between", [404, 408, 401], { status: 408 }],
    ["429 with a time", [503, [429, 20], 404], { status: 429, retryAfterSeconds: 20 }],
    ["the longest time of several", [[503, 30], [429, 20], 500], { status: 503, retryAfterSeconds: 30 }],
    ["503, and no connection", [503, 0], { kind: "network" }],
  ])("ends with what may pass when no place has them: %s", async (_, answers, failure) => {
    const { context, server, place } = setUp();
    for (const [index, answer] of answers.entries()) {
      const [code = 0, seconds] = [answer].flat();
      const headers = seconds === undefined ? {} : { "retry-after": String(seconds) };
      // Status 0 stands for no connection.
      const respond = () =>
        code === 0 ? Promise.reject(new Error("refused")) : new Response(null, { status: code, headers });
      server.at([OAUTH, OIDC_INSERTED, OIDC_APPENDED][index] ?? "", respond);
    }
    await expect(place.locate({ now: 1 })).rejects.toMatchObject(failure);
    expect(server.requests).toHaveLength(answers.length);
    expect(context.events).toMatchObject([{ type: "metadata.refresh_failed", issuer: ISSUER, cause: failure }]);
  });

  test.each([429, 503])(
    "goes on after a %i that asks for time: it may be of a router before the right place",
    async (code) => {
      const { server, place } = setUp();
      server.at(OAUTH, () => new Response(null, { status: code, headers: { "retry-after": "1" } }));
      server.at(OIDC_INSERTED, () => metadata());
      await expect(place.locate({ now: 1 })).resolves.toBe(KEYS);
    },
  );

  test("ends with what an injected fetch did wrong", async () => {
    const { context } = setUp();
    const fetch = () => Promise.resolve({} as Response);
    const place = createMetadata({ ...context, issuer: ISSUER, fetch, closed: undefined });
    await expect(place.locate({ now: 1 })).rejects.toBeInstanceOf(TypeError);
    expect(context.takeTypes()).toEqual(["metadata.refresh_failed"]);
  });

  test("ends with every reason when no place has them", async () => {
    const { server, place } = setUp();
    server.at(OAUTH, () => status(404));
    server.at(OIDC_INSERTED, () => json({ issuer: "https://evil.example", jwks_uri: KEYS }));
    server.at(OIDC_APPENDED, () => status(404));
    await expect(place.locate({ now: 1 })).rejects.toMatchObject({
      name: "UnusableMetadataError",
      message:
        `There are no metadata of ${ISSUER} to use: ${OAUTH} cannot be used (${OAUTH} answered 404); ` +
        `${OIDC_INSERTED} belongs to issuer "https://evil.example"; ` +
        `${OIDC_APPENDED} cannot be used (${OIDC_APPENDED} answered 404)`,
    });
  });

  test("looks at one place alone when that is given", async () => {
    const elsewhere = "https://config.example.com/t1.json";
    const { server, place } = setUp(elsewhere);
    server.at(elsewhere, () => status(404));
    await expect(place.locate({ now: 1 })).rejects.toThrow(elsewhere);
    server.at(elsewhere, () => metadata());
    await expect(place.locate({ now: 2 })).resolves.toBe(KEYS);
    expect(server.takeUrls()).toEqual([elsewhere, elsewhere]);
  });

  test("is made once for all who ask at the same time", async () => {
    const { server, place } = setUp();
    const slow = deferred<Response>();
    server.at(OAUTH, () => slow.promise);
    const asked = Array.from({ length: 100 }, () => place.locate({ now: 1 }));
    slow.resolve(metadata());
    expect(new Set(await Promise.all(asked))).toEqual(new Set([KEYS]));
    expect(server.takeUrls()).toEqual([OAUTH]);
  });

  test("is shared for as long as a load may last, and a second more", () => {
    vi.useFakeTimers();
    const { server, place } = setUp();
    server.at(OAUTH, () => new Promise(() => {}));
    for (const now of [1, 10]) place.locate({ now }).catch(() => {});
    expect(server.takeUrls()).toEqual([OAUTH]);
    place.locate({ now: 10.1 }).catch(() => {});
    expect(server.takeUrls()).toEqual([OAUTH]);
  });

  test("ends with the signal it is given", async () => {
    const { server, place } = setUp();
    server.at(OAUTH, () => new Promise(() => {}));
    const abort = new AbortController();
    const found = expect(place.locate({ now: 1, signal: abort.signal })).rejects.toMatchObject({ kind: "timeout" });
    abort.abort();
    await found;
  });

  test("lasts no longer than a load, however many places there are", async () => {
    vi.useFakeTimers();
    const { context, server, place } = setUp();
    const slow = (answer: Response) => new Promise<Response>((resolve) => setTimeout(resolve, 2900, answer));
    for (const url of [OAUTH, OIDC_INSERTED]) server.at(url, () => slow(status(404)));
    server.at(OIDC_APPENDED, () => slow(metadata()));
    const found = expect(place.locate({ now: 1 })).rejects.toMatchObject({
      kind: "timeout",
      message: `The metadata of ${ISSUER} were not found in time`,
    });
    await vi.advanceTimersByTimeAsync(8000);
    await found;
    expect(context.takeTypes()).toEqual(["metadata.refresh_failed"]);
  });

  test("that failed is made again by the next who asks, and leaves nothing behind", async () => {
    const { server, place } = setUp();
    server.at(OAUTH, refused);
    await expect(place.locate({ now: 1 })).rejects.toMatchObject({ kind: "network" });
    await expect(place.locate({ now: 1 })).rejects.toMatchObject({ kind: "network" });
    server.at(OAUTH, () => metadata());
    await expect(place.locate({ now: 1 })).resolves.toBe(KEYS);
    expect(server.takeUrls()).toEqual([OAUTH, OAUTH, OAUTH]);
  });
});

describe("the search for metadata that name an introspection endpoint, too (RFC 8414 §2)", () => {
  const ENDPOINT = "https://as.example.com/t1/introspect";
  const without = (jwks_uri: string) => () => json({ issuer: ISSUER, jwks_uri });
  const whole = () => json({ issuer: ISSUER, jwks_uri: KEYS, introspection_endpoint: ENDPOINT });

  function setUpForBoth() {
    const { context, server } = setUp();
    const needs = { jwksUri: true, introspection: true };
    return { server, place: createMetadata({ ...context, issuer: ISSUER, needs, fetch: server.fetch }) };
  }

  test("goes on to the place that has both", async () => {
    const { server, place } = setUpForBoth();
    server.at(OAUTH, without("https://keys.example.com/other"));
    server.at(OIDC_INSERTED, whole);
    await expect(place.locate({ now: 1 })).resolves.toBe(KEYS);
    await expect(place.locateIntrospection({ now: 1 })).resolves.toEqual({ url: ENDPOINT, authMethods: undefined });
    expect(server.takeUrls()).toEqual([OAUTH, OIDC_INSERTED]);
  });

  test.each([
    ["has another place of the keys", without("https://keys.example.com/other")],
    ["is not there", () => status(404)],
    ["fails for now", () => status(503)],
    ["does not answer", refused],
  ])("ends with the first place that has the keys when none has both, and the next %s", async (_, answer) => {
    const { server, place } = setUpForBoth();
    server.at(OAUTH, without(KEYS));
    server.at(OIDC_INSERTED, answer);
    server.at(OIDC_APPENDED, answer);
    await expect(place.locate({ now: 1 })).resolves.toBe(KEYS);
    await expect(place.locateIntrospection({ now: 2 })).rejects.toThrow(
      `The metadata of ${ISSUER} name no introspection_endpoint to use`,
    );
  });

  test("serves opaque tokens when no place has the keys, and looks for those again after ten minutes", async () => {
    const { server, place } = setUpForBoth();
    const answer = () => json({ issuer: ISSUER, introspection_endpoint: ENDPOINT });
    for (const url of [OAUTH, OIDC_INSERTED, OIDC_APPENDED]) server.at(url, answer);
    await expect(place.locate({ now: 1 })).rejects.toThrow(`The metadata of ${ISSUER} name no jwks_uri to use`);
    await expect(place.locateIntrospection({ now: 1 })).resolves.toMatchObject({ url: ENDPOINT });
    server.at(OAUTH, whole);
    server.takeUrls();
    await expect(place.locate({ now: 600 })).rejects.toThrow("name no jwks_uri");
    expect(server.takeUrls()).toEqual([]);
    await place.locate({ now: 601 }).catch(() => {});
    await vi.waitFor(async () => expect(await place.locate({ now: 602 })).toBe(KEYS));
  });

  test("has one place for all who ask at the same time", async () => {
    const { server, place } = setUpForBoth();
    server.at(OAUTH, whole);
    await Promise.all([place.locate({ now: 1 }), place.locateIntrospection({ now: 1 })]);
    expect(server.takeUrls()).toEqual([OAUTH]);
  });
});
