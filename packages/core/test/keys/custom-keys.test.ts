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
    const { keys, find, now } = setUp();
    await expect(keys.warmUp(now())).resolves.toBeUndefined();
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

  test("is fresh as long as nothing is known against it, and asks for nothing", () => {
    const { keys, find, now } = setUp();
    expect(keys.health(now())).toEqual(fresh);
    expect(find).not.toHaveBeenCalled();
  });

  test("is down when it could not tell, until it answers again, whatever that is", async () => {
    const { keys, find, now } = setUp();
    for (const answer of [key, undefined, Promise.resolve(undefined)]) {
      find.mockReturnValueOnce(Promise.reject(down));
      await expect(keys.find(es256("a"), now())).rejects.toBe(down);
      expect(keys.health(now())).toEqual({
        ...fresh,
        state: "down",
        lastErrorClass: "other",
        lastError: "the database is down",
        nextAttemptAt: now() + 1,
      });
      find.mockReturnValueOnce(answer);
      await keys.find(es256("b"), now());
      expect(keys.health(now())).toEqual(fresh);
    }
  });

  test("is down when it does not answer in time", async () => {
    const { keys, find, now } = setUp();
    find.mockReturnValue(new Promise(() => {}));
    const found = expect(keys.find(es256("a"), now())).rejects.toMatchObject({ code: "unavailable" });
    await vi.advanceTimersByTimeAsync(5000);
    await found;
    expect(keys.health(now())).toMatchObject({ state: "down", lastError: expect.stringMatching(/not answered yet/) });
  });

  test("says nothing of a defect, which any token may bring out", async () => {
    const { keys, find, now } = setUp();
    find.mockRejectedValueOnce(new Error("x"));
    await expect(keys.find(es256("a"), now())).rejects.toThrow("x");
    expect(keys.health(now())).toEqual(fresh);
  });

  test("goes by the newest news: a slow failure does not outweigh an answer that came meanwhile", async () => {
    const { keys, find, now } = setUp();
    const slow = deferred<undefined>();
    find.mockReturnValueOnce(slow.promise);
    const found = expect(keys.find(es256("a"), now())).rejects.toBe(down);
    find.mockReturnValueOnce(key);
    void keys.find(es256("a"), now());
    slow.reject(down);
    await found;
    expect(keys.health(now())).toEqual(fresh);
  });

  test("asks again while it is down, once a second at most, and comes back without a request", async () => {
    const { keys, find, context, takeQueries, now } = setUp();
    find.mockRejectedValue(down);
    await expect(keys.find(es256("a"), now())).rejects.toBe(down);
    takeQueries();
    for (let tenth = 0; tenth < 30; tenth += 1) {
      keys.health(context.clock.advance(0.125));
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(takeQueries()).toEqual([es256("a"), es256("a"), es256("a")]);
    find.mockReturnValue(undefined);
    expect(keys.health(context.clock.advance(1))).toMatchObject({ state: "down" });
    await vi.advanceTimersByTimeAsync(0);
    expect(keys.health(now())).toEqual(fresh);
  });

  test("asks for a key that was found before, so that no stranger's kid keeps it down", async () => {
    const { keys, find, context, takeQueries, now } = setUp();
    find.mockImplementation(({ kid }) => (kid === "a" ? key : kid === "none" ? undefined : Promise.reject(down)));
    for (const kid of ["a", "none"]) void keys.find(es256(kid), now());
    await expect(keys.find(es256("poison"), now())).rejects.toBe(down);
    takeQueries();
    keys.health(context.clock.advance(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(takeQueries()).toEqual([es256("a")]);
    expect(keys.health(now())).toEqual(fresh);
  });

  test("has one question under way at a time, and a new one when that has died with its request", async () => {
    const { keys, find, context, takeQueries, now } = setUp();
    find.mockRejectedValueOnce(down).mockReturnValue(new Promise(() => {}));
    await expect(keys.find(es256("a"), now())).rejects.toBe(down);
    takeQueries();
    // The timers stand still, as on a runtime that stops between requests.
    for (let second = 0; second < 7; second += 1) keys.health(context.clock.advance(1));
    expect(takeQueries()).toHaveLength(1);
    keys.health(context.clock.advance(1));
    expect(takeQueries()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5000);
  });

  test("is not frozen by a clock that is set back", async () => {
    const { keys, find, context, takeQueries, now } = setUp();
    find.mockRejectedValue(down);
    await expect(keys.find(es256("a"), now())).rejects.toBe(down);
    takeQueries();
    const back = context.clock.advance(-86_400);
    expect(keys.health(back).nextAttemptAt).toBe(back + 1);
    expect(takeQueries()).toEqual([es256("a")]);
    await vi.advanceTimersByTimeAsync(0);
  });

  test("survives a source that breaks when it is asked again, and spares that one, too", async () => {
    const { keys, find, context, takeQueries, now } = setUp();
    find.mockRejectedValueOnce(down).mockImplementation(() => {
      throw new Error("x");
    });
    await expect(keys.find(es256("a"), now())).rejects.toBe(down);
    takeQueries();
    context.clock.advance(1);
    for (let probe = 0; probe < 5; probe += 1) {
      expect(keys.health(now())).toMatchObject({ state: "down", lastError: "the database is down" });
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(takeQueries()).toEqual([es256("a")]);
  });

  test("asks nothing any more once it is closed", async () => {
    const { keys, find, context, takeQueries, now } = setUp();
    find.mockRejectedValue(down);
    await expect(keys.find(es256("a"), now())).rejects.toBe(down);
    takeQueries();
    keys.close();
    expect(keys.health(context.clock.advance(100))).toMatchObject({ state: "down" });
    expect(takeQueries()).toEqual([]);
  });
});
