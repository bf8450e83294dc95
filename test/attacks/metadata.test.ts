import { gzipSync } from "node:zlib";
import { createVerifier, type Fetch } from "@ostiary/core";
import { createSigningKey, createTestIssuer, manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { describe, expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import type { TargetAnswer } from "./support/wire.js";

expect.extend(matchers);

const clock = manualClock();
const as = await createTestIssuer({ clock, issuer: "https://as.example/t1" });
const JWKS = `${as.issuer}/jwks`;
const METADATA = "https://as.example/.well-known/oauth-authorization-server/t1";

/**
 * Asks core and every adapter, whose issuer answers with this metadata and this JWK Set; a text is sent as it is, as JSON, and a
 * function makes an answer for each of them. All of them must come to the same.
 */
async function judgeWith(
  metadata: unknown,
  jwks: unknown,
): Promise<{ outcome: TargetAnswer; urls: readonly string[] }> {
  const arena = await createArena({
    ...as.verifierOptions(),
    keys: { retries: 0 },
    fetch: async (url) => {
      if (url === JWKS) return toResponse(jwks);
      return url.includes("/.well-known/") ? toResponse(metadata) : new Response("{}", { status: 418 });
    },
  });
  const request = { authorization: [as.bearer().authorization], path: "/me" };
  const answers = await Promise.all(arena.targets.map(({ ask }) => ask(request)));
  const [outcome] = answers;
  const [core] = arena.targets;
  if (outcome === undefined || core === undefined) throw new TypeError("core comes first");
  for (const [index, { name, urls, calls, verifier }] of arena.targets.entries()) {
    expect(answers[index], name).toEqual(outcome);
    expect(urls, name).toEqual(core.urls);
    expect(calls(), name).toBe(outcome.status === 200 ? 1 : 0);
    verifier.close();
  }
  return { outcome, urls: core.urls };
}

function toResponse(document: unknown): Response {
  if (document instanceof Response) return document.clone();
  if (typeof document === "function") return (document as () => Response)();
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return new Response(text, { headers: { "content-type": "application/json" } });
}

const metadata = { issuer: as.issuer, jwks_uri: JWKS };
const [key] = as.jwks().keys;
const setText = JSON.stringify(as.jwks());
const redirect = (location: string): Response => new Response(null, { status: 302, headers: { location } });
const nested = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
const html = new Response("<html>", { headers: { "content-type": "text/html" } });

test("good metadata and keys are used", async () => {
  const { outcome, urls } = await judgeWith(metadata, as.jwks());
  expect(outcome).toBeAccepted();
  expect(urls).toEqual([METADATA, JWKS]);
});

test.each([
  ["M-03", "a broken key and one of an unknown type", { keys: [1, { kty: "??" }, { ...key, kid: "x", x: "AA" }, key] }],
  ["M-04", "a private key and a secret", { keys: [{ kty: "oct", k: "AAAA" }, { ...key, kid: "p", d: "AAAA" }, key] }],
  ["M-26", "a member of a key twice, the last one good", setText.replace('{"kty"', '{"kid":"other","kty"')],
  ["M-29", "a certificate that fits nothing", { keys: [{ ...key, x5c: ["MIIB"], x5t: "AA" }] }],
])("%s: a set with %s is used for its good key (RFC 7517 §5)", async (_, __, jwks) => {
  expect((await judgeWith(metadata, jwks)).outcome).toBeAccepted();
});

test.each<[id: string, what: string, jwks: unknown]>([
  ["M-01", "a list", []],
  ["M-01", "an object without keys", {}],
  ["M-01", "keys that are null", { keys: null }],
  ["M-01", "keys that are an object", { keys: {} }],
  ["M-01", "keys that are none", { keys: [1, "x", null, []] }],
  ["M-02", "no key", { keys: [] }],
  ["M-04", "private keys alone", { keys: [{ ...key, d: "AAAA" }] }],
  ["M-06", "a point that is not on its curve", { keys: [{ ...key, x: key?.["y"] }] }],
  ["M-07", "a hundred and one keys", { keys: Array.from({ length: 101 }, () => key) }],
  ["M-07", "a hundred thousand keys", `{"keys":[${JSON.stringify(key)}${",0".repeat(100_000)}]}`],
  ["M-07", "a body of a megabyte", `${setText}${" ".repeat(1_000_000)}`],
  ["M-07", "nesting without end", setText.replace("{", `{"x":${nested},`)],
  ["M-08", "HTML", html],
  ["M-08", "half of the document", setText.slice(0, -2)],
  ["M-08", "a byte order mark", `\ufeff${setText}`],
  ["M-09", "a redirect into the cloud", redirect("http://169.254.169.254/")],
  ["M-09", "a redirect to somebody else", redirect("https://evil.example/jwks")],
  ["M-26", "keys twice, the last ones good", setText.replace("{", '{"keys":[],')],
  ["M-26", "a member __proto__", setText.replace("{", '{"__proto__":{},')],
  ["M-19", "a 304 to a first request", new Response(null, { status: 304 })],
])("%s: %s for a JWK Set makes no token good or bad, and leads nowhere (RFC 7517 §5)", async (_, __, jwks) => {
  const { outcome, urls } = await judgeWith(metadata, jwks);
  expect(outcome).toBeUnavailable();
  expect(urls).toEqual([METADATA, JWKS]);
});

test.each<[id: string, what: string, metadata: unknown]>([
  ["M-10", "a jwks_uri over http", { ...metadata, jwks_uri: "http://as.example/t1/jwks" }],
  ["M-10", "a jwks_uri that is a file", { ...metadata, jwks_uri: "file:///etc/passwd" }],
  ["M-10", "a jwks_uri with a user name", { ...metadata, jwks_uri: "https://as.example@evil.example/" }],
  ["M-10", "a jwks_uri in itself", { ...metadata, jwks_uri: `data:application/json,${encodeURIComponent(setText)}` }],
  ["M-10", "a jwks_uri over ftp", { ...metadata, jwks_uri: "ftp://as.example/jwks" }],
  ["M-10", "a jwks_uri that is a program", { ...metadata, jwks_uri: "javascript:alert(1)" }],
  ["M-10", "a jwks_uri with a backslash", { ...metadata, jwks_uri: "https://as.example\\@evil.example/" }],
  ["M-11", "a jwks_uri on this machine", { ...metadata, jwks_uri: "http://127.0.0.1:6379/" }],
  ["M-11", "a jwks_uri in the cloud", { ...metadata, jwks_uri: "http://169.254.169.254/latest/meta-data" }],
  ["M-12", "a jwks_uri on this machine, in one number", { ...metadata, jwks_uri: "http://2130706433/" }],
  ["M-12", "a jwks_uri on this machine, in octal numbers", { ...metadata, jwks_uri: "http://0177.0.0.1/" }],
  ["M-12", "a jwks_uri on this machine, shortened", { ...metadata, jwks_uri: "http://127.1/" }],
  ["M-12", "a jwks_uri on this machine, as IPv6", { ...metadata, jwks_uri: "http://[::1]/" }],
  ["M-12", "a jwks_uri on this machine, mapped to IPv6", { ...metadata, jwks_uri: "http://[::ffff:7f00:1]/" }],
  ["M-12", "a jwks_uri on this machine, by name", { ...metadata, jwks_uri: "http://localhost./" }],
  ["M-20", "an issuer with a slash more", { ...metadata, issuer: `${as.issuer}/` }],
  ["M-20", "an issuer in another case", { ...metadata, issuer: "https://AS.example/t1" }],
  ["M-20", "the issuer of another tenant", { ...metadata, issuer: "https://as.example/t2" }],
  ["M-22", "no jwks_uri", { issuer: as.issuer }],
  ["M-22", "a relative jwks_uri", { ...metadata, jwks_uri: "/t1/jwks" }],
  ["M-22", "a list for a jwks_uri", { ...metadata, jwks_uri: [JWKS] }],
  ["M-25", "a redirect", redirect("https://evil.example/")],
  ["M-22", "an empty jwks_uri", { ...metadata, jwks_uri: "" }],
  ["M-25", "a megabyte", `${JSON.stringify(metadata)}${" ".repeat(1_000_000)}`],
  ["M-25", "nesting without end", JSON.stringify(metadata).replace("{", `{"x":${nested},`)],
  ["M-26", "two issuers", `{"issuer":"https://evil.example","issuer":"${as.issuer}","jwks_uri":"${JWKS}"}`],
  ["M-26", "a member __proto__", `{"issuer":"${as.issuer}","jwks_uri":"${JWKS}","__proto__":{}}`],
])("%s: metadata with %s make no token good or bad, and lead nowhere (RFC 8414 §3.3)", async (_, __, document) => {
  const { outcome, urls } = await judgeWith(document, as.jwks());
  expect(outcome).toBeUnavailable();
  expect(urls).toEqual([
    METADATA,
    "https://as.example/.well-known/openid-configuration/t1",
    "https://as.example/t1/.well-known/openid-configuration",
  ]);
});

describe.each<[what: string, toBody: (good: string) => ReadableStream<Uint8Array>]>([
  ["a hundred megabytes", (good) => toStream(good, blanks(100))],
  ["a hundred megabytes in a hundred kilobytes (gzip)", unpack],
])("M-07, M-25: %s are not read to their end, however good their beginning is", (_, toBody) => {
  test.each([
    ["a JWK Set", metadata, setText],
    ["metadata", JSON.stringify(metadata), as.jwks()],
  ])("for %s", async (_name, first, second) => {
    const read: number[] = [];
    const swell = (document: unknown): unknown =>
      typeof document === "string" ? () => count(toBody(document), read) : document;
    expect((await judgeWith(swell(first), swell(second))).outcome).toBeUnavailable();
    expect(read.length).toBeGreaterThan(0);
    expect(Math.max(...read)).toBeLessThan(2_000_000);
  });
});

test("metadata that allow more algorithms allow nothing (RFC 8414 §2, RFC 8725 §3.1)", async () => {
  const widened = { ...metadata, id_token_signing_alg_values_supported: ["none", "HS256"] };
  expect((await judgeWith(widened, as.jwks())).outcome).toBeAccepted();
  const verifier = createVerifier({
    ...as.verifierOptions(),
    fetch: async (url) => toResponse(url === JWKS ? as.jwks() : widened),
  });
  await expect(verifier.verify(as.issueUnsigned())).rejects.toBeDenied("algorithm_not_allowed");
});

test("M-15: a hundred first requests at once ask once for each document", async () => {
  const own = await createArena(as.verifierOptions());
  for (const { name, ask, urls } of own.targets) {
    const asked = Array.from({ length: 100 }, () => ask({ authorization: [as.bearer().authorization] }));
    for (const answer of await Promise.all(asked)) expect(answer, name).toBeAccepted();
    expect(urls, name).toEqual([METADATA, JWKS]);
  }
});

test("M-18: a new key is found after one fetch, and a removed one is gone with it", async () => {
  const own = await createArena();
  const { a: rotating, targets } = own;
  const askAll = (token: string) => Promise.all(targets.map(({ ask }) => ask({ authorization: [`Bearer ${token}`] })));
  const expectAllOf = async (token: string, reason?: "no_matching_key"): Promise<void> => {
    for (const answer of await askAll(token)) {
      if (reason === undefined) expect(answer).toBeAccepted();
      else expect(answer).toBeDenied(reason);
    }
  };
  await expectAllOf(rotating.issue());
  const old = rotating.signingKey;
  rotating.rotateKeys();
  await expectAllOf(rotating.issue());
  await expectAllOf(rotating.issue({}, { key: old }));
  rotating.withdrawKey(old.kid);
  await expectAllOf(rotating.issue({}, { key: createSigningKey() }), "no_matching_key");
  await expectAllOf(rotating.issue({}, { key: old }), "no_matching_key");
  expect(rotating.requests.jwks).toBe(3 * targets.length);
});

describe("M-11, M-12: which addresses may be reached is for `fetch` to decide, and what it refuses is an outage", () => {
  test.each([
    "https://10.0.0.7/jwks",
    "https://169.254.169.254/jwks",
    "https://2130706433/jwks",
    "https://localhost./jwks",
  ])("a jwks_uri %s is asked for through it alone, as it is written", async (jwksUri) => {
    const seen: string[] = [];
    const fetch: Fetch = async (url) => {
      seen.push(url);
      if (url === METADATA) return toResponse({ ...metadata, jwks_uri: jwksUri });
      throw new TypeError("not an address that may be reached");
    };
    const own = await createArena({ ...as.verifierOptions(), keys: { retries: 0 }, fetch });
    for (const { name, ask, urls } of own.targets) {
      expect(await ask({ authorization: [as.bearer().authorization] }), name).toBeUnavailable();
      expect(urls, name).toEqual([METADATA, jwksUri]);
    }
    expect(seen).toHaveLength(2 * own.targets.length);
  });
});

describe("M-21: tenants on one host keep their metadata apart (RFC 8414 §3.1, §3.3)", () => {
  const insertion = (tenant: string): string => `https://as.example/.well-known/oauth-authorization-server/${tenant}`;
  const append = (tenant: string): string => `https://as.example/${tenant}/.well-known/openid-configuration`;

  test.each<[what: string, places: (first: string, second: string) => Record<string, string>, accepted: boolean]>([
    ["each at its place before the path", (t1, t2) => ({ [insertion(t1)]: t1, [insertion(t2)]: t2 }), true],
    ["each at its place after the path", (t1, t2) => ({ [append(t1)]: t1, [append(t2)]: t2 }), true],
    ["each at the place of the other", (t1, t2) => ({ [insertion(t1)]: t2, [insertion(t2)]: t1 }), false],
    ["each at the place of the other, after the path", (t1, t2) => ({ [append(t1)]: t2, [append(t2)]: t1 }), false],
    [
      "wrong before the path, right after it",
      (t1, t2) => ({ [insertion(t1)]: t2, [append(t1)]: t1, [insertion(t2)]: t2 }),
      true,
    ],
  ])("%s", async (_, toPlaces, isAccepted) => {
    const first = await createTestIssuer({ clock, issuer: "https://as.example/t1", audience: AUDIENCE });
    const second = await createTestIssuer({ clock, issuer: "https://as.example/t2", audience: AUDIENCE });
    const tenants = new Map([first, second].map((tenant) => [tenant.issuer.slice(-2), tenant]));
    const places = toPlaces("t1", "t2");
    const own = await createArena({
      issuer: [first.issuer, second.issuer],
      clock,
      keys: { retries: 0 },
      fetch: async (url) => {
        const tenant = tenants.get(places[url] ?? url.match(/(t\d)\/jwks$/)?.[1] ?? "");
        if (tenant === undefined) return new Response("", { status: 404 });
        return toResponse(url.endsWith("/jwks") ? tenant.jwks() : tenant.metadata());
      },
    });
    for (const { name, ask } of own.targets) {
      for (const tenant of tenants.values()) {
        const answer = await ask({ authorization: [`Bearer ${tenant.issue()}`] });
        if (isAccepted) expect(answer, name).toBeAccepted();
        else expect(answer, name).toBeUnavailable();
      }
      const forged = { authorization: [`Bearer ${first.issue({ iss: second.issuer })}`] };
      if (isAccepted) expect(await ask(forged), name).toBeDenied("no_matching_key");
      else expect(await ask(forged), name).toBeUnavailable();
    }
  });
});

/** A text, and whatever comes after it. */
function toStream(text: string, rest: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = [Buffer.from(text), ...rest].values();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}

function blanks(megabytes: number): Uint8Array[] {
  return Array.from({ length: megabytes * 16 }, () => BLANKS);
}

/** As `fetch` unpacks what was packed. */
function unpack(good: string): ReadableStream<Uint8Array> {
  const packed = PACKED.get(good) ?? gzipSync(Buffer.concat([Buffer.from(good), ...blanks(100)]));
  PACKED.set(good, packed);
  return new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
}

/** An answer that notes how much of it was read. */
function count(body: ReadableStream<Uint8Array>, read: number[]): Response {
  const place = read.push(0) - 1;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      read[place] = (read[place] ?? 0) + chunk.length;
      controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(counter), { headers: { "content-type": "application/json" } });
}

const BLANKS = new Uint8Array(65_536).fill(0x20);
const PACKED = new Map<string, Buffer>();
