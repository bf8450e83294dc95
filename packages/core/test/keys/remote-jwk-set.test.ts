import { describe, expect, test, vi } from "vitest";
import { createRemoteJwkSet } from "../../src/keys/remote-jwk-set.js";
import { createSnapshot } from "../../src/keys/snapshot.js";
import type { JwksUriSource } from "../../src/metadata/authorization-server-metadata.js";
import { createContext, json, makeKey, ScriptedServer } from "./doubles.js";

const URL_A = "https://as.example.com/a";
const URL_B = "https://as.example.com/b";

function setUp() {
  const server = new ScriptedServer();
  const place = {
    locate: vi.fn<JwksUriSource["locate"]>().mockResolvedValue(URL_A),
    doubt: vi.fn<JwksUriSource["doubt"]>(),
    suspect: vi.fn<JwksUriSource["suspect"]>(),
  };
  const context = createContext();
  return { server, place, context, ...createRemoteJwkSet(place, server.fetch, context) };
}

/** With a set at hand, which shows that the place was right. */
async function setUpWarm() {
  const warm = setUp();
  const parts = { leftOutKids: [], maxAgeSeconds: undefined, etag: undefined, previous: undefined };
  warm.context.record.snapshot = createSnapshot({ ...parts, keys: [await makeKey("a")], fetchedAt: 1 }, warm.context);
  return warm;
}

describe("a JWK Set over HTTP", () => {
  test("is asked for by its media types, and comes with what the server says of it", async () => {
    const { server, load } = setUp();
    server.at(URL_A, () => json({ keys: [] }, { etag: '"1"', "cache-control": "max-age=90", age: "20" }));
    await expect(load({ now: 1 })).resolves.toEqual({
      modified: true,
      document: { keys: [] },
      etag: '"1"',
      maxAgeSeconds: 70,
    });
    expect(server.requests[0]?.headers).toEqual({ accept: "application/jwk-set+json, application/json" });
  });

  test("need not be a JSON object, which is judged elsewhere", async () => {
    const { server, load } = setUp();
    server.at(URL_A, () => json([]));
    await expect(load({ now: 1 })).resolves.toMatchObject({ modified: true, document: undefined });
  });

  test("is asked for conditionally where its tag came from, and nowhere else (RFC 9110 §13.1.2)", async () => {
    const { server, place, load } = setUp();
    server.at(URL_A, () => json({ keys: [] }, { etag: '"1"' }));
    server.at(URL_B, () => json({ keys: [] }, { etag: '"2"' }));
    await load({ now: 1 });
    server.at(URL_A, () => new Response(null, { status: 304 }));
    await expect(load({ now: 1, etag: '"1"' })).resolves.toMatchObject({ modified: false });
    place.locate.mockResolvedValue(URL_B);
    await load({ now: 1, etag: '"1"' });
    await load({ now: 1, etag: '"1"' });
    expect(server.requests.map(({ headers }) => headers["if-none-match"])).toEqual([
      undefined,
      '"1"',
      undefined,
      undefined,
    ]);
  });

  test.each([
    [400, 1],
    [404, 1],
    [410, 1],
    [403, 1],
    [408, 0],
    [429, 0],
    [503, 0],
    [302, 0],
    [204, 0],
  ])("makes its place doubtful with status %i: %i times, and otherwise suspect", async (status, times) => {
    const { server, place, load } = await setUpWarm();
    server.at(URL_A, () => new Response(null, { status }));
    await expect(load({ now: 1 })).rejects.toMatchObject({ status });
    expect(place.doubt.mock.calls).toEqual(Array.from({ length: times }, () => [URL_A]));
    expect(place.suspect.mock.calls).toEqual(Array.from({ length: 1 - times }, () => [URL_A]));
  });

  test("makes its place suspect and not doubtful when nobody answers", async () => {
    const { place, load } = setUp();
    await expect(load({ now: 1 })).rejects.toMatchObject({ kind: "network" });
    expect(place.doubt).not.toHaveBeenCalled();
    expect(place.suspect.mock.calls).toEqual([[URL_A]]);
  });

  test.each([
    ["another media type", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["too much", () => json({ keys: [], note: "x".repeat(600_000) })],
  ])("makes its place suspect and not doubtful when it is %s", async (_, answer) => {
    const { server, place, load } = await setUpWarm();
    server.at(URL_A, answer);
    await expect(load({ now: 1 })).rejects.toBeInstanceOf(Error);
    expect(place.doubt).not.toHaveBeenCalled();
    expect(place.suspect.mock.calls).toEqual([[URL_A]]);
  });

  test("does not make its place doubtful when a fetch breaks its contract", async () => {
    const { place } = setUp();
    const response = {
      status: 200,
      get headers(): never {
        throw Object.assign(new TypeError("a defect"), { status: 404 });
      },
    };
    const { load } = createRemoteJwkSet(place, () => Promise.resolve(response as unknown as Response), createContext());
    await expect(load({ now: 1 })).rejects.toThrow("a defect");
    expect(place.doubt).not.toHaveBeenCalled();
  });

  test.each([
    ["another media type", () => new Response("<html>", { headers: { "content-type": "text/html" } }), 1],
    ["a redirect", () => new Response(null, { status: 302 }), 1],
    ["503", () => new Response(null, { status: 503 }), 0],
  ])("makes its place doubtful, as long as there has never been a set, with %s", async (_, answer, times) => {
    const { server, place, load } = setUp();
    server.at(URL_A, answer);
    await expect(load({ now: 1 })).rejects.toBeInstanceOf(Error);
    expect(place.doubt).toHaveBeenCalledTimes(times);
    expect(place.suspect).toHaveBeenCalledTimes(1 - times);
  });

  test("makes its place doubtful or suspect when it turns out to be of no use", async () => {
    const callsOf = async ({ place, load, server, suspectPlace }: ReturnType<typeof setUp>) => {
      server.at(URL_A, () => json({ keys: [] }));
      await load({ now: 1 });
      suspectPlace();
      return { doubt: place.doubt.mock.calls, suspect: place.suspect.mock.calls };
    };
    expect(await callsOf(setUp())).toEqual({ doubt: [[URL_A]], suspect: [] });
    // A set at hand shows that the place was right.
    expect(await callsOf(await setUpWarm())).toEqual({ doubt: [], suspect: [[URL_A]] });
  });

  test("says nothing against its place when it was given up, or is found", async () => {
    const { server, place, load } = setUp();
    await expect(load({ now: 1, signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Error);
    server.at(URL_A, () => json({ keys: [] }));
    await load({ now: 1 });
    expect(place.suspect).not.toHaveBeenCalled();
  });

  test("is looked for on the terms of the load", async () => {
    const { server, place, load } = setUp();
    server.at(URL_A, () => json({ keys: [] }));
    const { signal } = new AbortController();
    await load({ now: 7, etag: '"1"', signal });
    expect(place.locate.mock.calls).toEqual([[{ now: 7, signal }]]);
  });

  test("is not asked for when nobody knows where it is", async () => {
    const { server, place, load } = setUp();
    place.locate.mockRejectedValueOnce(new Error("no metadata"));
    await expect(load({ now: 1 })).rejects.toThrow("no metadata");
    expect(server.requests).toEqual([]);
  });
});
