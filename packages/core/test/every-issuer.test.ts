import { describe, expect, test, vi } from "vitest";
import { ConfigurationError, UnavailableError } from "../src/errors.js";
import {
  type EveryIssuer,
  type LookedAfter,
  exportSnapshot,
  importSnapshot,
  toVerifierHealth,
  warmUpAll,
} from "../src/every-issuer.js";
import type { IntrospectionState } from "../src/introspection/introspection-health.js";
import type { KeyState } from "../src/keys/issuer-health.js";
import type { IssuerKeys } from "../src/keys/keys-lifecycle.js";

/** The keys of one issuer, in a state of the test's choice. */
function playedKeys(issuer: string, state: KeyState = "fresh") {
  const health = { issuer, state, ageSeconds: 0, generation: 1 };
  const failure = { lastErrorClass: undefined, lastError: undefined, nextAttemptAt: undefined };
  return {
    find: vi.fn<IssuerKeys["find"]>(),
    warmUp: vi.fn<IssuerKeys["warmUp"]>().mockResolvedValue(undefined),
    health: () => ({ ...health, ...failure }),
    exportKeys: vi.fn<IssuerKeys["exportKeys"]>((now) => ({ issuer, fetchedAt: now, keys: [] })),
    importKeys: vi.fn<IssuerKeys["importKeys"]>().mockResolvedValue(undefined),
    close: vi.fn<IssuerKeys["close"]>(),
  };
}

const byIssuer = (...keys: ReturnType<typeof playedKeys>[]) =>
  new Map(keys.map((one) => [one.health().issuer, { keys: one, introspector: undefined }]));

describe("fetching ahead", () => {
  test("is done for all issuers, with the deadline that was asked for", async () => {
    const [one, two] = [playedKeys("one"), playedKeys("two")];
    await warmUpAll(byIssuer(one, two), 7, { deadlineSeconds: 30 });
    expect(one.warmUp).toHaveBeenCalledExactlyOnceWith(7, 30);
    expect(two.warmUp).toHaveBeenCalledExactlyOnceWith(7, 30);
    await warmUpAll(byIssuer(one), 8);
    expect(one.warmUp).toHaveBeenLastCalledWith(8, undefined);
  });

  test("fails if one fails", async () => {
    const two = playedKeys("two");
    two.warmUp.mockRejectedValueOnce(new UnavailableError("down"));
    await expect(warmUpAll(byIssuer(playedKeys("one"), two), 7)).rejects.toBeInstanceOf(UnavailableError);
  });

  test.each<[object, string]>([
    [{ deadlineSeconds: -1 }, "deadlineSeconds must be a number of seconds from 0 to 3600"],
    [{ deadlineSeconds: 3601 }, "deadlineSeconds must be a number of seconds from 0 to 3600"],
    [{ deadlineSeconds: "10" }, "deadlineSeconds must be a number of seconds from 0 to 3600"],
    [{ deadline: 10 }, "deadline"],
  ])("takes no wrong options: %j", async (options, problem) => {
    const one = playedKeys("one");
    const refused = await warmUpAll(byIssuer(one), 7, options).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigurationError);
    expect((refused as ConfigurationError).problems).toEqual([expect.stringContaining(problem)]);
    expect(one.warmUp).not.toHaveBeenCalled();
  });
});

describe("the health of a verifier", () => {
  test.each<[KeyState, KeyState[]]>([
    ["fresh", ["fresh", "fresh"]],
    ["stale", ["fresh", "stale"]],
    ["degraded", ["fresh", "degraded"]],
    ["degraded", ["stale", "down"]],
    ["down", ["down", "down"]],
  ])("is %s when its issuers are %j", (state, states) => {
    const issuers = byIssuer(...states.map((one, index) => playedKeys(`${index}`, one)));
    expect(toVerifierHealth(issuers, 1)).toMatchObject({ state, issuers: states.map((one) => ({ state: one })) });
  });
});

describe("the health of an issuer that is asked about tokens", () => {
  test.each<[KeyState, KeyState, IntrospectionState]>([
    ["fresh", "fresh", "up"],
    ["stale", "stale", "up"],
    ["degraded", "degraded", "up"],
    ["down", "down", "up"],
    ["degraded", "fresh", "degraded"],
    ["degraded", "fresh", "down"],
    ["degraded", "stale", "down"],
    ["degraded", "degraded", "down"],
    ["down", "down", "down"],
  ])("is %s when its keys are %s and its endpoint is %s", (state, keys, introspection) => {
    const health = vi.fn((now: number) => ({ ...NO_FAILURE, issuer: "one", state: introspection, nextAttemptAt: now }));
    const issuers = new Map([["one", { keys: playedKeys("one", keys), introspector: { health } }]]);
    expect(toVerifierHealth(issuers, 7)).toMatchObject({
      state,
      issuers: [{ issuer: "one", state, introspection: { state: introspection, nextAttemptAt: 7 } }],
    });
  });

  test("does not take others down, nor is it hidden by them", () => {
    const endpoint = { health: () => ({ ...NO_FAILURE, issuer: "one", state: "down" as const }) };
    const issuers: EveryIssuer = new Map<string, LookedAfter>([
      ["one", { keys: playedKeys("one"), introspector: endpoint }],
      ["two", { keys: playedKeys("two"), introspector: undefined }],
    ]);
    expect(toVerifierHealth(issuers, 7)).toMatchObject({
      state: "degraded",
      issuers: [{ state: "degraded" }, { state: "fresh", introspection: undefined }],
    });
  });
});

const NO_FAILURE = { lastErrorClass: undefined, lastError: undefined, nextAttemptAt: undefined };

describe("a snapshot of all keys", () => {
  test("leaves out issuers that have nothing to export", () => {
    const two = playedKeys("two");
    two.exportKeys.mockReturnValueOnce(undefined);
    expect(exportSnapshot(byIssuer(playedKeys("one"), two), 5)).toEqual({
      version: 1,
      issuers: [{ issuer: "one", fetchedAt: 5, keys: [] }],
    });
  });

  test("is imported issuer by issuer, and what was not taken over is told", async () => {
    const [one, two] = [playedKeys("one"), playedKeys("two")];
    two.importKeys.mockResolvedValueOnce("too old");
    const issuers = ["one", "two", "three"].map((issuer) => ({ issuer, fetchedAt: 1, keys: [] }));
    await expect(importSnapshot(byIssuer(one, two), { version: 1, issuers }, 5)).resolves.toEqual({
      imported: ["one"],
      skipped: [
        { issuer: "two", reason: "too old" },
        { issuer: "three", reason: "it is not configured here" },
      ],
    });
    expect(one.importKeys).toHaveBeenCalledExactlyOnceWith(issuers[0], 5);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["text that was not parsed", '{"version":1,"issuers":[]}'],
    ["another version", { version: 2, issuers: [] }],
    ["a JWK Set", { keys: [] }],
    ["an entry without an issuer", { version: 1, issuers: [{ fetchedAt: 1, keys: [] }] }],
    ["an entry without its time", { version: 1, issuers: [{ issuer: "one", keys: [] }] }],
    ["a time that is none", { version: 1, issuers: [{ issuer: "one", fetchedAt: Number.NaN, keys: [] }] }],
    [
      "a max-age that is none",
      { version: 1, issuers: [{ issuer: "one", fetchedAt: 1, maxAgeSeconds: "1", keys: [] }] },
    ],
    ["a negative max-age", { version: 1, issuers: [{ issuer: "one", fetchedAt: 1, maxAgeSeconds: -1, keys: [] }] }],
    ["an entry without keys", { version: 1, issuers: [{ issuer: "one", fetchedAt: 1 }] }],
    ["null for an entry", { version: 1, issuers: [null] }],
  ])("is refused as a whole when it is %s", async (_, snapshot) => {
    const one = playedKeys("one");
    await expect(importSnapshot(byIssuer(one), snapshot, 5)).rejects.toThrow(
      "a snapshot is what exportSnapshot() gave",
    );
    expect(one.importKeys).not.toHaveBeenCalled();
  });
});
