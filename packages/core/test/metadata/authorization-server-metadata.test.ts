import { describe, expect, test } from "vitest";
import { createMetadata } from "../../src/metadata/authorization-server-metadata.js";
import { createContext, deferred, json, ScriptedServer } from "../keys/doubles.js";

const ISSUER = "https://as.example.com/t1";
const OAUTH = "https://as.example.com/.well-known/oauth-authorization-server/t1";
const OIDC_INSERTED = "https://as.example.com/.well-known/openid-configuration/t1";
const OIDC_APPENDED = "https://as.example.com/t1/.well-known/openid-configuration";
const KEYS = "https://keys.example.com/t1";

const metadata = (jwks_uri = KEYS) => json({ issuer: ISSUER, jwks_uri });
const status = (code: number) => new Response(null, { status: code, headers: { location: KEYS } });

function setUp(metadataUrl?: string) {
  const context = createContext();
  const server = new ScriptedServer();
  const place = createMetadata({ ...context, issuer: ISSUER, metadataUrl, fetch: server.fetch });
  return { context, server, place };
}

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

  test.each([
    ["no connection", () => Promise.reject(new Error("refused")), { kind: "network" }],
    ["500", () => status(500), { status: 500 }],
    ["408", () => status(408), { status: 408 }],
    ["429", () => status(429), { status: 429 }],
  ])("ends at %s, since that may have been the right place", async (_, answer, failure) => {
    const { context, server, place } = setUp();
    server.at(OAUTH, answer);
    await expect(place.locate({ now: 1 })).rejects.toMatchObject(failure);
    expect(server.takeUrls()).toEqual([OAUTH]);
    expect(context.events).toMatchObject([{ type: "metadata.refresh_failed", issuer: ISSUER, cause: failure }]);
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

  test("ends with the signal it is given", async () => {
    const { server, place } = setUp();
    server.at(OAUTH, () => new Promise(() => {}));
    const abort = new AbortController();
    const found = expect(place.locate({ now: 1, signal: abort.signal })).rejects.toMatchObject({ kind: "timeout" });
    abort.abort();
    await found;
  });
});

describe("metadata that are known", () => {
  async function warm() {
    const known = setUp();
    known.server.at(OAUTH, () => metadata());
    await known.place.locate({ now: 0 });
    known.server.takeUrls();
    known.context.takeTypes();
    return known;
  }

  test("are kept for an hour, then read again", async () => {
    const { server, place } = await warm();
    server.at(OAUTH, () => metadata("https://new.example.com/"));
    await expect(place.locate({ now: 3599.9 })).resolves.toBe(KEYS);
    expect(server.takeUrls()).toEqual([]);
    await expect(place.locate({ now: 3600 })).resolves.toBe("https://new.example.com/");
    await expect(place.locate({ now: 7199.9 })).resolves.toBe("https://new.example.com/");
    expect(server.takeUrls()).toEqual([OAUTH]);
  });

  test.each([
    ["cannot be read", () => status(503)],
    ["are of another issuer", () => json({ issuer: "https://evil.example", jwks_uri: "https://evil.example/" })],
  ])("stay when newer ones %s, which are asked for each time", async (_, answer) => {
    const { context, server, place } = await warm();
    for (const url of [OAUTH, OIDC_INSERTED, OIDC_APPENDED]) server.at(url, answer);
    await expect(place.locate({ now: 3600 })).resolves.toBe(KEYS);
    await expect(place.locate({ now: 3601 })).resolves.toBe(KEYS);
    expect(context.takeTypes()).toEqual(["metadata.refresh_failed", "metadata.refresh_failed"]);
    expect(server.takeUrls().filter((url) => url === OAUTH)).toHaveLength(2);
  });

  test("are read again when in doubt, and used on when that fails", async () => {
    const { server, place } = await warm();
    server.at(OAUTH, () => status(500));
    place.doubt();
    await expect(place.locate({ now: 1 })).resolves.toBe(KEYS);
    server.at(OAUTH, () => metadata("https://new.example.com/"));
    await expect(place.locate({ now: 2 })).resolves.toBe("https://new.example.com/");
    expect(server.takeUrls()).toEqual([OAUTH, OAUTH]);
  });

  test("cannot be doubted before there are any", async () => {
    const { server, place } = setUp();
    place.doubt();
    server.at(OAUTH, () => metadata());
    await expect(place.locate({ now: 1 })).resolves.toBe(KEYS);
  });
});
