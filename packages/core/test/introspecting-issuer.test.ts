import { afterEach, describe, expect, test, vi } from "vitest";
import {
  connect,
  DOCUMENT,
  ENDPOINT,
  failing,
  json,
  JWKS,
  jwt,
  OAUTH,
  server,
  settle,
  signer,
} from "./support/authorization-server.js";
import { ACTIVE, judge, OPAQUE, withKeysOf } from "./support/introspection.js";
import { ISSUER, NOW, verifierFor } from "./support/issuer.js";

describe("fetching ahead", () => {
  afterEach(() => void vi.useRealTimers());

  test("finds the endpoint", async () => {
    const as = server();
    const { verifier } = connect(as);
    await verifier.warmUp();
    expect(as.takeUrls()).toEqual([OAUTH]);
    await verifier.verify(OPAQUE);
    expect(as.takeUrls()).toEqual([ENDPOINT]);
  });

  test("finds the endpoint and fetches the keys, with one look at the metadata", async () => {
    const as = server();
    const { verifier } = connect(as, { issuer: { tokenFormat: "introspect-all" } });
    await verifier.warmUp();
    expect(as.takeUrls()).toEqual([OAUTH, JWKS]);
  });

  test("fails when the endpoint cannot be found, and tries anew the next time", async () => {
    const as = server({ [OAUTH]: failing });
    const { verifier } = connect(as);
    await expect(verifier.warmUp()).rejects.toMatchObject({
      code: "unavailable",
      detail: "The introspection endpoint could not be found",
      cause: { kind: "network" },
    });
    as.answers[OAUTH] = json(DOCUMENT);
    await expect(verifier.warmUp()).resolves.toBe(undefined);
  });

  test("reads the clock for the endpoint after the keys, which may have taken their time", async () => {
    vi.useFakeTimers();
    const as = server({ [OAUTH]: failing });
    const { verifier, clock } = connect(as, { issuer: { tokenFormat: "both" } });
    const warm = verifier.warmUp({ deadlineSeconds: 60 });
    await vi.advanceTimersByTimeAsync(5000);
    expect(as.takeUrls()).not.toContain(JWKS);
    as.answers[OAUTH] = json(DOCUMENT);
    clock.at = NOW + 30;
    await vi.advanceTimersByTimeAsync(5000);
    await warm;
    // What was read for the keys just now is not read anew, as what is older than it can be would be.
    expect(as.takeUrls()).toEqual([OAUTH, JWKS]);
  });
});

describe("the health of an issuer that introspects", () => {
  test("is degraded while the endpoint fails, and never down for that alone", async () => {
    const as = server({ [ENDPOINT]: failing });
    const { verifier, clock, events } = connect(as, { issuer: withKeysOf(signer, "both") });
    await verifier.warmUp();
    expect(verifier.health()).toMatchObject({ state: "fresh", issuers: [{ introspection: { state: "up" } }] });
    for (let request = 0; request < 5; request += 1) await judge(verifier, `${OPAQUE}-${request}`);
    expect(verifier.health()).toMatchObject({
      state: "degraded",
      issuers: [{ issuer: ISSUER, state: "degraded", introspection: { state: "down", nextAttemptAt: NOW + 5 } }],
    });
    expect(events.map(({ type }) => type).filter((type) => type.startsWith("introspection"))).toEqual([
      ...Array.from({ length: 5 }, () => "introspection.failed"),
      "introspection.breaker_opened",
    ]);
    // Left alone: nobody is asked, and that is no event.
    as.takeUrls();
    events.splice(0);
    expect(await judge(verifier, "opaque-9")).toMatchObject({ kind: "unavailable", retryAfterSeconds: 5 });
    expect([as.takeUrls(), events.map(({ type }) => type)]).toEqual([[], ["token.unavailable"]]);
    clock.at = NOW + 5;
    expect(verifier.health()).toMatchObject({ state: "degraded", issuers: [{ introspection: { state: "degraded" } }] });
    as.answers[ENDPOINT] = json({ active: true, ...ACTIVE });
    expect(await judge(verifier, "opaque-9")).toMatchObject({ kind: "accepted" });
    expect(events.map(({ type }) => type)).toContain("introspection.breaker_closed");
    expect(verifier.health()).toMatchObject({ state: "fresh", issuers: [{ introspection: { state: "up" } }] });
  });

  test("says that the endpoint refuses us: that is our configuration, not a token (RFC 7662 §2.3)", async () => {
    const as = server({ [ENDPOINT]: json({ error: "invalid_client" }, 401) });
    const { verifier, events } = connect(as);
    expect(await judge(verifier)).toMatchObject({ kind: "unavailable" });
    expect(events).toContainEqual({
      type: "introspection.refused",
      at: NOW,
      issuer: ISSUER,
      status: 401,
      error: "invalid_client",
    });
    expect(verifier.health()).toMatchObject({ issuers: [{ introspection: { lastErrorClass: "refused" } }] });
    expect(JSON.stringify([events, verifier.health()])).not.toMatch(/s3cret|opaque-1/);
  });

  test("is down when its keys are, whatever the endpoint does", async () => {
    const as = server({ [JWKS]: failing });
    const options = { keys: { retries: 0 } };
    const { verifier } = connect(as, { issuer: { tokenFormat: "both" }, ...options });
    await judge(verifier, jwt);
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    expect(verifier.health()).toMatchObject({ state: "down", issuers: [{ introspection: { state: "up" } }] });
  });

  test("says nothing of introspection where there is none", () => {
    const { health } = verifierFor(signer);
    expect(health().issuers).toMatchObject([{ issuer: ISSUER, introspection: undefined }]);
  });
});

describe("a verifier that is closed", () => {
  test("asks nobody any more, and serves what it remembers for as long as that may be", async () => {
    const as = server();
    const { verifier, clock, events } = connect(as);
    await verifier.verify(OPAQUE);
    verifier.close();
    as.takeUrls();
    events.splice(0);
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    expect(await judge(verifier, "opaque-2")).toMatchObject({ kind: "unavailable" });
    clock.at = NOW + 60;
    expect(await judge(verifier)).toMatchObject({ kind: "unavailable" });
    expect(as.takeUrls()).toEqual([]);
    expect(events.map(({ type }) => type)).not.toContain("introspection.failed");
    await expect(connectedAndClosed(as)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("fetches no keys any more, either", async () => {
    const as = server();
    const { verifier } = connect(as, { issuer: { tokenFormat: "both" } });
    verifier.close();
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "unavailable" });
    expect(as.takeUrls()).toEqual([]);
    const known = connect(as, { issuer: { tokenFormat: "both", jwksUri: JWKS } }).verifier;
    known.close();
    expect(await judge(known, jwt)).toMatchObject({ kind: "unavailable" });
    expect(as.takeUrls()).toEqual([]);
  });

  async function connectedAndClosed(as: ReturnType<typeof server>): Promise<void> {
    const { verifier } = connect(as);
    verifier.close();
    await verifier.warmUp().finally(() => expect(as.takeUrls()).toEqual([]));
  }

  test.each([
    ["call", ENDPOINT],
    ["search for the endpoint", OAUTH],
  ])("aborts the %s that is under way, and tells no failure of the issuer", async (_, url) => {
    const signals: AbortSignal[] = [];
    const as = server({
      [url]: ({ signal }) =>
        new Promise((__, reject) => {
          if (!(signal instanceof AbortSignal)) throw new Error("there is no signal");
          signals.push(signal);
          signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
        }),
    });
    const { verifier, events } = connect(as);
    const outcome = judge(verifier);
    while (signals.length === 0) await settle();
    events.splice(0);
    verifier.close();
    expect(await outcome).toMatchObject({ kind: "unavailable" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    await settle();
    expect(events.map(({ type }) => type)).toEqual(["token.unavailable"]);
  });
});
