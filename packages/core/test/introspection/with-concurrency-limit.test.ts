import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { withConcurrencyLimit } from "../../src/introspection/with-concurrency-limit.js";
import { active, createContext, manualClient, settle, watch } from "./layers.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(maxConcurrent: number) {
  const context = createContext({ maxConcurrent });
  const { client, calls } = manualClient();
  const limited = withConcurrencyLimit(client, context);
  const ask = (token = "token", signal?: AbortSignal): ReturnType<typeof watch> =>
    watch(limited.introspect(token, { now: context.clock.now(), signal }));
  return { ...context, calls, ask, tokens: () => calls.map(({ token }) => token) };
}

describe("calls", () => {
  test("are so many at once and no more; others follow in the order in which they came", async () => {
    const { calls, ask, tokens } = setUp(2);
    const asked = ["a", "b", "c", "d"].map((token) => ask(token));
    await settle();
    expect(tokens()).toEqual(["a", "b"]);
    calls[1]?.resolve(active());
    await settle();
    expect(tokens()).toEqual(["a", "b", "c"]);
    calls[0]?.reject(new Error("failed"));
    await settle();
    expect(tokens()).toEqual(["a", "b", "c", "d"]);
    calls[2]?.resolve(active());
    calls[3]?.resolve(active());
    await settle();
    expect(asked.map(({ error, value }) => error ?? value)).toEqual([
      new Error("failed"),
      active(),
      active(),
      active(),
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("never grow in number, whoever comes between", async () => {
    const { calls, ask } = setUp(3);
    let underWay = 0;
    let most = 0;
    for (let round = 0; round < 40; round += 1) {
      ask();
      ask();
      await settle();
      underWay = calls.length - round;
      most = Math.max(most, underWay);
      calls[round]?.resolve(active());
      ask();
      await settle();
    }
    expect(most).toBe(3);
  });

  test("may be made again after all have ended", async () => {
    const { calls, ask, tokens } = setUp(1);
    ask("a");
    calls[0]?.resolve(active());
    await settle();
    ask("b");
    expect(tokens()).toEqual(["a", "b"]);
  });
});

describe("who waits for its turn", () => {
  test("waits timeoutSeconds at most, and does not take the turn then", async () => {
    const { calls, ask, tokens } = setUp(1);
    ask("a");
    const late = ask("b");
    await vi.advanceTimersByTimeAsync(2999);
    const later = ask("c");
    expect(late.isSettled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(late.error).toMatchObject({ code: "unavailable", detail: expect.stringContaining("Too many") });
    calls[0]?.resolve(active());
    await settle();
    expect(tokens()).toEqual(["a", "c"]);
    expect(later.isSettled).toBe(false);
  });

  test("is one of 200 for each call that may be under way; one more is refused at once", async () => {
    const { ask, calls } = setUp(5);
    const asked = Array.from({ length: 1005 }, () => ask());
    await settle();
    expect(asked.some(({ isSettled }) => isSettled)).toBe(false);
    const tooMuch = ask();
    await settle();
    expect(tooMuch.error).toMatchObject({ code: "unavailable" });
    calls[0]?.resolve(active());
    await settle();
    const inTime = ask();
    await settle();
    expect([calls.length, inTime.isSettled]).toEqual([6, false]);
  });

  test("leaves when its request is aborted", async () => {
    const { ask, calls, tokens } = setUp(1);
    const controller = new AbortController();
    ask("a");
    const aborted = ask("b", controller.signal);
    controller.abort();
    await settle();
    expect(aborted.error).toMatchObject({ code: "unavailable" });
    calls[0]?.resolve(active());
    ask("c");
    await settle();
    expect(tokens()).toEqual(["a", "c"]);
  });

  test("is nobody while the endpoint is left alone", async () => {
    const { ask, calls, clock, record } = setUp(1);
    ask("a");
    const cause = new Error("down");
    record.outage = { cause, failures: 5, openUntil: clock.now() + 5 };
    const refused = ask("b");
    await settle();
    expect(refused.error).toMatchObject({ retryAfterSeconds: 5, cause });
    expect(calls).toHaveLength(1);
  });
});
