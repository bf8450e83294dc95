import { describe, expect, test } from "vitest";
import { createFetchedKeys, type FetchedKeysOptions } from "../../src/keys/fetched-keys.js";
import { createContext, ISSUER, json, makeJwk, ScriptedServer } from "./doubles.js";
import { es256 } from "./stack.js";

const METADATA = `${ISSUER}/.well-known/oauth-authorization-server`;
const KEYS = `${ISSUER}/jwks`;
const [a, b] = [await makeJwk("ES256", { kid: "a" }), await makeJwk("ES256", { kid: "b" })];

function setUp(overrides: Partial<FetchedKeysOptions> = {}) {
  const context = createContext({ retries: 0 });
  const server = new ScriptedServer();
  const publish = (...keys: object[]): void => server.at(KEYS, () => json({ keys }));
  server.at(METADATA, () => json({ issuer: ISSUER, jwks_uri: KEYS }));
  publish(a);
  const keys = createFetchedKeys({ ...context, fetch: server.fetch, ...overrides });
  return { context, server, publish, keys, now: () => context.clock.now() };
}

type SetUp = ReturnType<typeof setUp>;

/** Uses the keys after `seconds`, and again once the refresh that this started is over. */
async function useAfter({ keys, context }: SetUp, seconds: number): Promise<unknown> {
  const now = context.clock.advance(seconds);
  try {
    await keys.find(es256("a"), now);
    await keys.warmUp(now);
  } catch {
    // Told by the second use.
  }
  return keys.find(es256("a"), now);
}

/** Lets what was started in the background come to its end: nothing here takes time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

const kidOf = (found: unknown): unknown => (found as { kid?: string } | undefined)?.kid;

describe("at the start", () => {
  test("nothing is fetched before the first token", async () => {
    const { server } = setUp();
    await settle();
    expect(server.requests).toEqual([]);
  });

  test("or before somebody asks for their health, which does not wait for them", async () => {
    const { keys, server, now } = setUp();
    expect(keys.health(now())).toEqual({
      issuer: ISSUER,
      state: "down",
      ageSeconds: undefined,
      generation: 0,
      lastErrorClass: undefined,
      lastError: undefined,
      nextAttemptAt: now(),
    });
    for (let probe = 0; probe < 10; probe += 1) keys.health(now());
    await settle();
    expect(keys.health(now())).toMatchObject({ state: "fresh", generation: 1 });
    expect(server.takeUrls()).toEqual([METADATA, KEYS]);
  });

  test("keys fetched ahead are refreshed when that is due, and no sooner", async () => {
    const { keys, server, context, now } = setUp();
    await keys.warmUp(now());
    server.takeUrls();
    await keys.warmUp(context.clock.advance(479.9));
    expect(server.takeUrls()).toEqual([]);
    await keys.warmUp(now() + 0.1);
    expect(server.takeUrls()).toEqual([KEYS]);
  });

  test("ten thousand first tokens cause one request for metadata and one for keys", async () => {
    const { keys, server, now } = setUp();
    const found = await Promise.all(Array.from({ length: 10_000 }, async () => keys.find(es256("a"), now())));
    expect(found.every((key) => key !== undefined && key === found[0])).toBe(true);
    expect(server.takeUrls()).toEqual([METADATA, KEYS]);
  });

  test("keys can be fetched ahead, once", async () => {
    const { keys, server, now } = setUp();
    await keys.warmUp(now());
    await keys.warmUp(now());
    expect(server.takeUrls()).toEqual([METADATA, KEYS]);
    expect(kidOf(keys.find(es256("a"), now()))).toBe("a");
  });

  test("fetching ahead says when that fails", async () => {
    const { keys, server, now } = setUp({ metadataUrl: METADATA });
    server.at(METADATA, () => new Response(null, { status: 503, headers: { "retry-after": "30" } }));
    await expect(keys.warmUp(now())).rejects.toMatchObject({ code: "unavailable", retryAfterSeconds: 30 });
    await expect(keys.find(es256("a"), now())).rejects.toMatchObject({ code: "unavailable" });
    expect(server.takeUrls()).toEqual([METADATA]);
  });

  test("fetching ahead with a deadline goes on until the server is there, or the deadline has come", async () => {
    const { keys, context, server, publish, now } = setUp({ jwksUri: KEYS, random: () => 0 });
    server.at(KEYS, () => {
      context.clock.advance(1);
      publish(a);
      return new Response(null, { status: 503 });
    });
    await keys.warmUp(now(), 5);
    expect(server.takeUrls()).toEqual([KEYS, KEYS]);
    expect(kidOf(keys.find(es256("a"), now()))).toBe("a");
  });

  test("a place where there are no keys of use is asked for anew with the next load", async () => {
    const { keys, context, server, publish } = setUp();
    publish({ kty: "oct", k: "AAAA" });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(keys.warmUp(context.clock.advance(60))).rejects.toMatchObject({ code: "unavailable" });
    }
    expect(server.takeUrls()).toEqual([METADATA, KEYS, METADATA, KEYS]);
  });

  test("no metadata are fetched when it is known where the keys are", async () => {
    const { keys, server, now } = setUp({ jwksUri: KEYS });
    server.at(KEYS, () => new Response(null, { status: 404 }));
    await expect(keys.warmUp(now())).rejects.toMatchObject({ code: "unavailable" });
    expect(server.takeUrls()).toEqual([KEYS]);
  });

  test("jitter is random unless a test says otherwise", async () => {
    const { random: _, ...context } = createContext();
    const server = new ScriptedServer();
    server.at(KEYS, () => json({ keys: [a] }));
    const keys = createFetchedKeys({ ...context, jwksUri: KEYS, fetch: server.fetch });
    await expect(keys.warmUp(1)).resolves.toBeUndefined();
  });
});

describe("keys that were fetched ahead", () => {
  test("can be taken along, and serve another process without a fetch", async () => {
    const { keys, now } = setUp();
    await keys.warmUp(now());
    const exported = keys.exportKeys(now());
    const other = setUp();
    expect(exported).toMatchObject({ issuer: ISSUER, fetchedAt: now() });
    await expect(
      other.keys.importKeys(exported ?? { issuer: ISSUER, fetchedAt: 0, keys: [] }, now()),
    ).resolves.toBeUndefined();
    expect(kidOf(other.keys.find(es256("a"), now()))).toBe("a");
    expect(other.server.takeUrls()).toEqual([]);
  });

  test("are in use: a timer refreshes them before anybody has asked", async () => {
    const { keys, context, server, now } = setUp({ jwksUri: KEYS });
    await keys.warmUp(now());
    await settle();
    expect(context.timers.waiting).toEqual([480]);
    context.clock.advance(480);
    context.timers.fire();
    await settle();
    expect(server.takeUrls()).toEqual([KEYS, KEYS]);
  });

  test("are refreshed when those that were imported are due", async () => {
    const { keys, context, now } = setUp({ jwksUri: KEYS });
    await keys.importKeys({ issuer: ISSUER, fetchedAt: now() - 100, keys: [a] }, now());
    expect(context.timers.waiting).toEqual([380]);
  });
});

test("closing ends the reading of metadata too, and the health names no next attempt", async () => {
  const signals: (AbortSignal | null | undefined)[] = [];
  const own: SetUp = setUp({
    fetch: (url, init) => {
      signals.push(init.signal);
      return own.server.fetch(url, init);
    },
  });
  const { keys, context, server, now } = own;
  await keys.warmUp(now());
  server.at(METADATA, () => new Promise(() => {}));
  keys.health(context.clock.advance(3600));
  await settle();
  keys.close();
  await settle();
  expect(signals.map((signal) => signal?.aborted)).toContain(true);
  expect(keys.health(now())).toMatchObject({ nextAttemptAt: undefined });
  expect(context.events.filter(({ type }) => type === "metadata.refresh_failed")).toEqual([]);
});

test("closing ends the first load too, when no timer has been set yet", async () => {
  const { keys, server, now } = setUp({ jwksUri: KEYS });
  server.at(KEYS, () => new Promise<Response>(() => {}));
  let failure: unknown;
  keys.warmUp(now()).catch((error: unknown) => {
    failure = error;
  });
  await settle();
  keys.close();
  await settle();
  expect(failure).toMatchObject({ code: "unavailable", detail: expect.stringContaining("was closed") as string });
});

describe("who is asked for nothing but its health", () => {
  test("comes back by itself after a time without use, past the end of its keys", async () => {
    const { keys, context, now } = setUp();
    await keys.warmUp(now());
    expect(keys.health(context.clock.advance(4200))).toMatchObject({ state: "down" });
    await settle();
    expect(keys.health(now())).toMatchObject({ state: "fresh", ageSeconds: 0 });
  });

  test("never goes down while the server can be reached", async () => {
    const { keys, context, server } = setUp();
    const states = new Set<string>();
    keys.health(context.clock.now());
    for (let minute = 0; minute < 120; minute += 1) {
      await settle();
      states.add(keys.health(context.clock.advance(60)).state);
    }
    await settle();
    expect(states).toEqual(new Set(["fresh"]));
    expect(server.takeUrls().filter((url) => url === KEYS)).toHaveLength(120 / 8 + 1);
  });

  test("starts a refresh at the moment when it is due", async () => {
    const { keys, context, server, now } = setUp({ jwksUri: KEYS });
    await keys.warmUp(now());
    keys.health(context.clock.advance(479.9));
    expect(server.takeUrls()).toEqual([KEYS]);
    expect(keys.health(now() + 0.1)).toMatchObject({ state: "fresh", ageSeconds: 480 });
    await settle();
    expect(server.takeUrls()).toEqual([KEYS]);
  });

  test("comes back after a failed start, and sends nothing while it backs off", async () => {
    const { keys, context, server, publish, now } = setUp({ jwksUri: KEYS });
    server.at(KEYS, () => Promise.reject(new Error("refused")));
    await expect(keys.warmUp(now())).rejects.toMatchObject({ code: "unavailable" });
    server.takeUrls();
    publish(a);
    expect(keys.health(context.clock.advance(0.4))).toMatchObject({ state: "down" });
    await settle();
    expect(server.takeUrls()).toEqual([]);
    expect(keys.health(context.clock.advance(0.1))).toMatchObject({ state: "down" });
    await settle();
    expect(keys.health(now())).toMatchObject({ state: "fresh", lastError: undefined });
    expect(server.takeUrls()).toEqual([KEYS]);
  });

  test("notices the end of an outage before the keys are due", async () => {
    const { keys, context, server, publish, now } = setUp();
    await keys.warmUp(now());
    server.at(KEYS, () => Promise.reject(new Error("refused")));
    await expect(keys.find(es256("unknown"), now())).rejects.toMatchObject({ code: "unavailable" });
    publish(a);
    expect(keys.health(context.clock.advance(1))).toMatchObject({ state: "degraded" });
    await settle();
    expect(keys.health(now())).toMatchObject({ state: "fresh" });
  });

  test("is not told when nothing can be fetched, but shown", async () => {
    const { keys, context, server } = setUp({ jwksUri: KEYS });
    server.at(KEYS, () => Promise.reject(new Error("refused")));
    for (let probe = 0; probe < 100; probe += 1) {
      expect(keys.health(context.clock.advance(10))).toMatchObject({ state: "down" });
      await settle();
    }
    expect(keys.health(context.clock.now()).lastError).toBe(`${KEYS} could not be reached`);
    // The pauses, of half a minute in the end, let every third probe through.
    expect(server.takeUrls().length).toBeLessThan(40);
  });
});

describe("when the clock is set back", () => {
  test("keys are due again for whoever asks for their health or fetches ahead", async () => {
    for (const ask of ["health", "warmUp"] as const) {
      const { keys, context, server, now } = setUp({ jwksUri: KEYS });
      await keys.warmUp(now());
      server.takeUrls();
      const back = context.clock.advance(-86_400);
      void keys[ask](back);
      await settle();
      expect(server.takeUrls()).toEqual([KEYS]);
      expect(keys.health(back)).toMatchObject({ state: "fresh", ageSeconds: 0 });
    }
  });

  test("an outage ends as it would have otherwise", async () => {
    const { keys, context, server, publish, now } = setUp({ jwksUri: KEYS });
    server.at(KEYS, () => new Response(null, { status: 503, headers: { "retry-after": "60" } }));
    await expect(keys.warmUp(now())).rejects.toMatchObject({ retryAfterSeconds: 60 });
    publish(a);
    keys.health(context.clock.advance(-86_400));
    await settle();
    expect(keys.health(now())).toMatchObject({ state: "fresh" });
  });
});

describe("when keys rotate", () => {
  test("a new key is accepted after one look, and a removed one refused", async () => {
    const { keys, server, publish, now } = setUp();
    await keys.warmUp(now());
    publish(a, b);
    expect(kidOf(await keys.find(es256("b"), now()))).toBe("b");
    publish(b);
    expect(kidOf(keys.find(es256("a"), now()))).toBe("a");
    await keys.find(es256("unknown"), now());
    expect(keys.find(es256("a"), now())).not.toMatchObject({ kid: "a" });
    expect(keys.health(now())).toMatchObject({ generation: 3 });
    expect(server.takeUrls()).toEqual([METADATA, KEYS, KEYS, KEYS]);
  });

  test("an unchanged set is confirmed without being sent again", async () => {
    const issuer = setUp();
    issuer.server.at(KEYS, () => json({ keys: [a] }, { etag: '"1"' }));
    await issuer.keys.warmUp(issuer.now());
    const before = issuer.keys.find(es256("a"), issuer.now());
    issuer.server.at(KEYS, () => new Response(null, { status: 304 }));
    expect(await useAfter(issuer, 700)).toBe(before);
    expect(issuer.server.requests.at(-1)?.headers["if-none-match"]).toBe('"1"');
    expect(issuer.keys.health(issuer.now())).toMatchObject({ state: "fresh", generation: 1, ageSeconds: 0 });
  });

  test("the keys move with the metadata", async () => {
    const issuer = setUp();
    await issuer.keys.warmUp(issuer.now());
    issuer.server.takeUrls();
    const moved = "https://keys.example.com/";
    issuer.server.at(METADATA, () => json({ issuer: ISSUER, jwks_uri: moved }));
    issuer.server.at(KEYS, () => new Response(null, { status: 410 }));
    issuer.server.at(moved, () => json({ keys: [a, b] }));
    await useAfter(issuer, 700);
    await useAfter(issuer, 60);
    expect(issuer.server.takeUrls()).toEqual([KEYS, METADATA, moved]);
    expect(kidOf(issuer.keys.find(es256("b"), issuer.now()))).toBe("b");
  });

  test("metadata are read again with the first refresh after an hour", async () => {
    const issuer = setUp();
    await issuer.keys.warmUp(issuer.now());
    issuer.server.takeUrls();
    for (let refresh = 0; refresh < 7; refresh += 1) await useAfter(issuer, 601);
    expect(issuer.server.takeUrls()).toEqual([KEYS, KEYS, KEYS, KEYS, KEYS, METADATA, KEYS, KEYS]);
  });
});

describe("when the server cannot be reached", () => {
  test("known keys live for an hour past their freshness, then requests are told to come back", async () => {
    const issuer = setUp();
    await issuer.keys.warmUp(issuer.now());
    const states = [issuer.keys.health(issuer.now()).state, issuer.keys.health(issuer.now() + 600).state];
    issuer.server.at(KEYS, () => Promise.reject(new Error("refused")));
    for (const seconds of [500, 200, 3400]) {
      expect(kidOf(await useAfter(issuer, seconds))).toBe("a");
      states.push(issuer.keys.health(issuer.now()).state);
    }
    expect(issuer.keys.health(issuer.now())).toMatchObject({
      ageSeconds: 4100,
      lastError: `${KEYS} could not be reached`,
    });
    await expect(useAfter(issuer, 100)).rejects.toMatchObject({ code: "unavailable", status: 503 });
    states.push(issuer.keys.health(issuer.now()).state);
    expect(states).toEqual(["fresh", "stale", "degraded", "degraded", "degraded", "down"]);

    issuer.publish(a);
    expect(kidOf(await useAfter(issuer, 60))).toBe("a");
    expect(issuer.keys.health(issuer.now())).toMatchObject({ state: "fresh", generation: 1, lastError: undefined });
  });

  test("what failed is shown whatever it was", async () => {
    const { keys, context, now } = setUp();
    const thrown = { ...context, fetch: () => Promise.reject(new Error("refused")), jwksUri: KEYS };
    const failing = createFetchedKeys(thrown);
    await expect(failing.warmUp(now())).rejects.toMatchObject({ cause: { kind: "network" } });
    expect(failing.health(now()).lastError).toBe(`${KEYS} could not be reached`);
    expect(keys.health(now()).lastError).toBeUndefined();
  });

  test.each([
    ["an empty set", () => json({ keys: [] })],
    ["something else", () => json({ error: "maintenance" })],
    ["a list", () => json([])],
    ["private keys only", () => json({ keys: [{ ...a, d: "c2VjcmV0" }] })],
    ["too many keys", () => json({ keys: Array.from({ length: 101 }, () => a) })],
    [
      "a member twice",
      () => new Response('{"keys":[],"keys":[]}', { headers: { "content-type": "application/json" } }),
    ],
    ["a deep nest", () => new Response("[".repeat(9999), { headers: { "content-type": "application/json" } })],
  ])("or answers with %s, the good set stays, and the answer is told", async (_, answer) => {
    const issuer = setUp();
    await issuer.keys.warmUp(issuer.now());
    issuer.context.takeTypes();
    issuer.server.at(KEYS, answer);
    expect(kidOf(await useAfter(issuer, 500))).toBe("a");
    expect(kidOf(await useAfter(issuer, 200))).toBe("a");
    expect(issuer.keys.health(issuer.now())).toMatchObject({ generation: 1, state: "degraded" });
    const types = issuer.context.takeTypes();
    expect(types).toContain("keys.rejected");
    expect(types).toContain("keys.refresh_failed");
    expect(types).not.toContain("keys.refreshed");
  });

  test("or redirects, nobody follows", async () => {
    const { keys, server, now } = setUp({ jwksUri: KEYS });
    server.at(KEYS, () => new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } }));
    await expect(keys.find(es256("a"), now())).rejects.toMatchObject({ cause: { kind: "redirect" } });
    expect(server.takeUrls()).toEqual([KEYS]);
  });

  test("an unknown kid is an outage, and a made-up one too", async () => {
    const issuer = setUp();
    await issuer.keys.warmUp(issuer.now());
    issuer.server.at(KEYS, () => Promise.reject(new Error("refused")));
    await expect(issuer.keys.find(es256("b"), issuer.now())).rejects.toMatchObject({ code: "unavailable" });
  });
});

test("two issuers that use the same kid have nothing in common", async () => {
  const other = "https://other.example.com";
  const server = new ScriptedServer();
  const context = createContext();
  server.at(KEYS, () => json({ keys: [{ ...a, kid: "same" }] }));
  server.at(`${other}/jwks`, () => json({ keys: [{ ...b, kid: "same" }] }));
  const [first, second] = [ISSUER, other].map((issuer) =>
    createFetchedKeys({ ...context, issuer, jwksUri: `${issuer}/jwks`, fetch: server.fetch }),
  );
  await Promise.all([first?.warmUp(1), second?.warmUp(1)]);
  expect(first?.find(es256("same"), 1)).not.toBe(second?.find(es256("same"), 1));
});
