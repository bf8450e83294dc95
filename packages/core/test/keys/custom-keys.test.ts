import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConfigurationError, UnavailableError } from "../../src/errors.js";
import { createCustomKeys } from "../../src/keys/custom-keys.js";
import { createIssuerKeys } from "../../src/keys/issuer-keys.js";
import type { KeyQuery, KeySource } from "../../src/seams/key-source.js";
import { createContext, deferred, ISSUER, makeKey } from "./doubles.js";
import { es256 } from "./stack.js";

const key = await makeKey("a");
const down = new UnavailableError("the database is down", { retryAfterSeconds: 7 });

function setUp() {
  const context = createContext();
  const find = vi.fn<(query: KeyQuery, now: number) => unknown>();
  const keys = createCustomKeys({ ...context, keySource: { find } as KeySource });
  /** What was asked for so far; forgets it. */
  const takeQueries = (): KeyQuery[] => find.mock.calls.splice(0).map(([query]) => query);
  return { context, find, keys, takeQueries, now: () => context.clock.now() };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a key source of the application's own", () => {
  test("is asked with the query and the time of the request, and is its own this", async () => {
    class Source implements KeySource {
      readonly asked: unknown[] = [];
      find(...asked: unknown[]): undefined {
        this.asked.push(asked);
      }
    }
    const keySource = new Source();
    const keys = createIssuerKeys({ ...createContext(), fetch: () => Promise.reject(new Error()), keySource });
    await keys.find(es256("a"), 17);
    expect(keySource.asked).toEqual([[es256("a"), 17]]);
  });

  test.each([
    ["a key", key],
    ["no key", undefined],
    ["what is none", null],
  ])("that answers %s without a promise is answered without one", (_, answer) => {
    const { keys, find } = setUp();
    find.mockReturnValue(answer);
    expect(keys.find(es256("a"), 1)).toBe(answer);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("may answer with any thenable", async () => {
    const { keys, find } = setUp();
    // oxlint-disable-next-line unicorn/no-thenable -- a query builder is one
    find.mockReturnValue({ then: (resolve: (value: unknown) => void) => resolve(key) });
    expect(await keys.find(es256("a"), 1)).toBe(key);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([new Error("x"), down, new ConfigurationError(["x"])])(
    "fails with what it failed with: %s",
    async (error) => {
      const { keys, find } = setUp();
      find.mockRejectedValueOnce(error);
      await expect(keys.find(es256("a"), 1)).rejects.toBe(error);
      find.mockImplementationOnce(() => {
        throw error;
      });
      expect(() => keys.find(es256("a"), 1)).toThrow(error);
    },
  );

  test("that does not answer is unavailable after coldWaitSeconds", async () => {
    const { keys, find } = setUp();
    find.mockReturnValue(new Promise(() => {}));
    const settled = vi.fn<(failure: unknown) => void>();
    Promise.resolve(keys.find(es256("a"), 1)).catch(settled);
    await vi.advanceTimersByTimeAsync(4999);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalledWith(
      expect.objectContaining({ code: "unavailable", detail: `The key source of ${ISSUER} has not answered yet` }),
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  test("may fail after that, and nobody hears of it", async () => {
    const unhandled = vi.fn<() => void>();
    process.on("unhandledRejection", unhandled);
    const { keys, find } = setUp();
    const late = deferred<undefined>();
    find.mockReturnValue(late.promise);
    const found = expect(keys.find(es256("a"), 1)).rejects.toMatchObject({ code: "unavailable" });
    await vi.advanceTimersByTimeAsync(5000);
    await found;
    late.reject(new Error("late"));
    vi.useRealTimers();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("has nothing to fetch ahead, to take along or to close", async () => {
    const { keys, find, takeQueries, now } = setUp();
    await expect(keys.warmUp(now())).resolves.toBeUndefined();
    expect(takeQueries()).toEqual([es256("ostiary-health")]);
    expect(keys.exportKeys(now())).toBeUndefined();
    const exported = { issuer: ISSUER, fetchedAt: now(), keys: [] };
    expect(await keys.importKeys(exported, now())).toMatch(/key source of the application's own/);
    keys.close();
    find.mockReturnValue(key);
    expect(keys.find(es256("a"), now())).toBe(key);
  });
});

describe("the health of a key source of the application's own", () => {
  const fresh = {
    issuer: ISSUER,
    state: "fresh",
    ageSeconds: undefined,
    generation: 0,
    lastErrorClass: undefined,
    lastError: undefined,
    nextAttemptAt: undefined,
  };
  const harmless = es256("ostiary-health");
  const defect = new Error("no such table");
  type Answers = Readonly<Record<string, unknown>>;

  /** A source by a table: what it answers, an `Error` it fails with, or `hang`. Other kids have no key. */
  function setUpStore(answers: Answers = {}) {
    const setting = setUp();
    const { keys, find, context, takeQueries, now } = setting;
    let table = answers;
    find.mockImplementation(async ({ kid = "" }) => {
      const answer = table[kid];
      if (answer instanceof Error) throw answer;
      return answer === "hang" ? new Promise(() => {}) : answer;
    });
    return {
      ...setting,
      become: (next: Answers) => {
        table = next;
      },
      /** Requests for these keys, one after the other. */
      request: async (...kids: readonly string[]) => {
        for (const kid of kids) {
          const settled = Promise.resolve(keys.find(es256(kid), now())).catch(() => {});
          if (table[kid] === "hang") await vi.advanceTimersByTimeAsync(5000);
          await settled;
        }
      },
      /** Asks for the health, a second later, and lets what it began come to an end. */
      probe: async () => {
        const { state } = keys.health(context.clock.advance(1));
        takeQueries();
        await vi.advanceTimersByTimeAsync(5000);
        return state;
      },
    };
  }

  test("is fresh as long as nothing is known against it, and asks once for a name that nobody has", async () => {
    const { keys, takeQueries, now } = setUpStore();
    for (let probe = 0; probe < 3; probe += 1) {
      expect(keys.health(now())).toMatchObject({ state: "fresh" });
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(takeQueries()).toEqual([{ alg: "ES256", kid: "ostiary-health" }]);
    expect(keys.health(now())).toEqual(fresh);
  });

  test("is down from the second probe on, before any token, if the source cannot tell", async () => {
    const { keys, now } = setUpStore({ "ostiary-health": down });
    keys.health(now());
    await vi.advanceTimersByTimeAsync(0);
    expect(keys.health(now())).toMatchObject({ state: "down" });
  });

  test("is asked for when fetching ahead, which fails as the source does", async () => {
    await expect(setUpStore({ "ostiary-health": down }).keys.warmUp(1)).rejects.toBe(down);
    const defect = new Error("no such table");
    await expect(setUpStore({ "ostiary-health": defect }).keys.warmUp(1)).rejects.toMatchObject({
      code: "extension",
      detail: `The key source of issuer ${ISSUER} failed`,
      cause: defect,
    });
  });

  test("is down when the key that was found last cannot be found, until a key is found again", async () => {
    const { keys, request, become, now } = setUpStore({ a: key, b: key });
    await request("b", "a");
    become({ a: down, b: key });
    await request("a");
    expect(keys.health(now())).toEqual({
      ...fresh,
      state: "down",
      lastErrorClass: "other",
      lastError: "the database is down",
      nextAttemptAt: now() + 1,
    });
    await request("b");
    expect(keys.health(now())).toEqual(fresh);
  });

  test("is down when the key that was found last does not come in time", async () => {
    const { keys, request, become, now } = setUpStore({ a: key });
    await request("a");
    become({ a: "hang" });
    await request("a");
    expect(keys.health(now())).toMatchObject({ state: "down", lastError: expect.stringMatching(/not answered yet/) });
  });

  test.each(["hang", down, defect])(
    "is not decided by strangers: known keys fail (%s), made-up kids do not",
    async (a) => {
      const { keys, request, become, probe, now } = setUpStore({ a: key });
      await request("a");
      become({ a });
      await request("a", "made-up");
      const { state } = keys.health(now());
      expect(state).toBe(a === defect ? "degraded" : "down");
      await request("made-up", "\0");
      for (let probes = 0; probes < 3; probes += 1) expect(await probe()).toBe(state);
    },
  );

  test.each(["hang", down, defect])(
    "is not decided by strangers: made-up kids fail (%s), known keys do not",
    async (poison) => {
      const { keys, request, become, probe, now } = setUpStore({ a: key, "\0": poison });
      await request("a");
      for (let second = 0; second < 5; second += 1) {
        await request("\0", "\0");
        expect(keys.health(now())).toEqual({ ...fresh, nextAttemptAt: now() + 1 });
        expect(await probe()).toBe("fresh");
      }
      become({ a: down, "\0": poison });
      await request("\0");
      expect(await probe()).toBe("fresh");
      expect(await probe()).toBe("down");
    },
  );

  test.each(["hang", down, defect])("asks nothing more once it has the answer (%s)", async (poison) => {
    const { keys, request, probe, takeQueries, now } = setUpStore({ a: key, "\0": poison });
    await request("a", "\0");
    await probe();
    takeQueries();
    expect(keys.health(now())).toEqual(fresh);
    await vi.advanceTimersByTimeAsync(0);
    expect(takeQueries()).toEqual([]);
  });

  test("takes a known kid with another alg for another question", async () => {
    const { keys, find, request, become, now } = setUpStore({ a: key });
    await request("a");
    become({ a: down });
    await request("a");
    find.mockReturnValueOnce(undefined);
    expect(keys.find({ alg: "RS256", kid: "a" }, now())).toBeUndefined();
    expect(keys.health(now()).state).toBe("down");
  });

  test("goes by a key that is gone no longer than until the source says so", async () => {
    const { keys, request, become, probe, takeQueries, now } = setUpStore({ a: key, "\0": down });
    await request("a");
    become({ a: down });
    await request("a");
    become({ "\0": down });
    expect(await probe()).toBe("down");
    expect(keys.health(now())).toEqual(fresh);
    await request("\0");
    takeQueries();
    keys.health(now() + 10);
    await vi.advanceTimersByTimeAsync(0);
    expect(takeQueries()).toEqual([harmless]);
  });

  test("is degraded by a defect of the question that found a key last", async () => {
    const { keys, request, become, now } = setUpStore({ a: key });
    await request("a");
    for (const [broken, lastError] of [
      [defect, "no such table"],
      [null, expect.stringMatching(/answered with null/)],
      [{ kty: "EC" }, expect.stringMatching(/no key of this library/)],
      [Object.assign(down, { detail: "the database is down" }), "the database is down"],
    ]) {
      become({ a: broken });
      await request("a");
      const state = broken === down ? "down" : "degraded";
      expect(keys.health(now())).toMatchObject({ state, lastErrorClass: "other", lastError });
    }
  });

  test("is degraded by a throw of something that is no Error", () => {
    const { keys, find, now } = setUp();
    find.mockImplementation(() => {
      throw Object.create(null);
    });
    expect(() => keys.find(es256("a"), now())).toThrow();
    expect(keys.health(now())).toMatchObject({
      state: "degraded",
      lastError: "it failed with something that is no Error",
    });
  });

  describe("before any key has been found", () => {
    test("is down if the source cannot answer a harmless question either, until it answers", async () => {
      const { keys, request, become, probe, takeQueries, now } = setUpStore({ a: down, "ostiary-health": down });
      await request("a");
      takeQueries();
      expect(keys.health(now())).toMatchObject({ state: "degraded", lastError: "the database is down" });
      await vi.advanceTimersByTimeAsync(0);
      expect(takeQueries()).toEqual([harmless]);
      for (let probes = 0; probes < 3; probes += 1) expect(await probe()).toBe("down");
      await request("a");
      expect(await probe()).toBe("down");
      become({});
      expect(await probe()).toBe("down");
      expect(keys.health(now())).toEqual(fresh);
    });

    test.each(["hang", down, defect])(
      "is kept degraded at most by a kid that the source cannot answer: %s",
      async (poison) => {
        const { request, probe } = setUpStore({ "\0": poison });
        for (let second = 0; second < 5; second += 1) {
          await request("\0", "\0");
          expect(await probe()).toBe("degraded");
        }
        expect(await probe()).toBe("fresh");
      },
    );

    test.each([
      ["a key", "a"],
      ["no key", "none"],
    ])("is fresh again with any answer: %s", async (_, kid) => {
      const { keys, request, probe, now } = setUpStore({ a: key, "\0": down, "ostiary-health": down });
      await request("\0");
      await probe();
      expect(keys.health(now()).state).toBe("down");
      await request(kid);
      expect(keys.health(now())).toEqual(fresh);
    });

    test("is degraded as long as the source has a defect", async () => {
      const { request, probe } = setUpStore({ a: defect, "ostiary-health": defect });
      await request("a");
      for (let probes = 0; probes < 3; probes += 1) expect(await probe()).toBe("degraded");
    });
  });

  test("goes by the newest news: a slow failure does not outweigh a key that was found meanwhile", async () => {
    const { keys, find, now } = setUp();
    find.mockReturnValueOnce(key);
    await keys.find(es256("a"), now());
    const slow = deferred<undefined>();
    find.mockReturnValueOnce(slow.promise);
    const found = expect(keys.find(es256("a"), now())).rejects.toBe(down);
    find.mockReturnValueOnce(key);
    await keys.find(es256("a"), now());
    slow.reject(down);
    await found;
    expect(keys.health(now())).toEqual(fresh);
  });

  test("asks nobody before it has answered, also if the source answers directly", async () => {
    const { keys, find, takeQueries, now } = setUp();
    find.mockImplementation(() => {
      throw down;
    });
    expect(() => keys.find(es256("a"), now())).toThrow(down);
    takeQueries();
    keys.health(now());
    expect(takeQueries()).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(takeQueries()).toEqual([harmless]);
  });

  test("asks again for the key while it is down, once a second at most, and comes back without a request", async () => {
    const { keys, request, become, context, takeQueries, now } = setUpStore({ a: key });
    await request("a");
    become({ a: down });
    await request("a");
    takeQueries();
    for (let tenth = 0; tenth < 30; tenth += 1) {
      keys.health(context.clock.advance(0.125));
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(takeQueries()).toEqual([es256("a"), es256("a"), es256("a")]);
    become({ a: key });
    expect(keys.health(context.clock.advance(1))).toMatchObject({ state: "down" });
    await vi.advanceTimersByTimeAsync(0);
    expect(keys.health(now())).toEqual(fresh);
  });

  test("asks once at one moment, however often its health is asked for then", async () => {
    const { keys, request, become, context, takeQueries } = setUpStore({ a: key });
    await request("a");
    become({ a: down });
    await request("a");
    takeQueries();
    const now = context.clock.advance(1);
    for (let probe = 0; probe < 3; probe += 1) {
      keys.health(now);
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(takeQueries()).toEqual([es256("a")]);
  });

  test("has one question under way at a time, and a new one when that has died with its request", async () => {
    const { keys, find, context, takeQueries, now } = setUp();
    find.mockRejectedValueOnce(down).mockReturnValue(new Promise(() => {}));
    await expect(keys.find(es256("a"), now())).rejects.toBe(down);
    takeQueries();
    // The timers stand still, as on a runtime that stops between requests.
    const probe = async (): Promise<void> => {
      keys.health(context.clock.advance(1));
      await Promise.resolve();
    };
    for (let second = 0; second < 7; second += 1) await probe();
    expect(takeQueries()).toHaveLength(1);
    await probe();
    expect(takeQueries()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5000);
  });

  test("is not frozen by a clock that is set back", async () => {
    const { keys, request, become, context, takeQueries } = setUpStore({ a: key });
    await request("a");
    become({ a: down });
    await request("a");
    takeQueries();
    const back = context.clock.advance(-86_400);
    expect(keys.health(back).nextAttemptAt).toBe(back + 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(takeQueries()).toEqual([es256("a")]);
  });

  test("asks nothing any more once it is closed", async () => {
    const { keys, request, become, context, takeQueries } = setUpStore({ a: key });
    await request("a");
    become({ a: down });
    await request("a");
    takeQueries();
    keys.close();
    expect(keys.health(context.clock.advance(100))).toMatchObject({ state: "down", nextAttemptAt: undefined });
    await vi.advanceTimersByTimeAsync(0);
    expect(takeQueries()).toEqual([]);
  });
});
