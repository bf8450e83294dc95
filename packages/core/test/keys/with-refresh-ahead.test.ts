import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { KeyOptions } from "../../src/options.js";
import { makeKey } from "./doubles.js";
import { createStack, es256, withKeys } from "./stack.js";

const [a, b] = [await makeKey("a"), await makeKey("b")];
const DOWN = new Error("no connection");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

/** In use, with a set that is to be refreshed after 480 s. */
async function inUse(options: KeyOptions = {}) {
  const stack = createStack(options);
  stack.source.load.mockResolvedValue(withKeys(a));
  await stack.keys.find(es256("a"), stack.context.clock.now());
  await settle();
  stack.source.load.mockClear();
  return stack;
}

type Stack = Awaited<ReturnType<typeof inUse>>;

/** Lets the clock get as far as the timers wait, and them go off. */
async function passUntilDue({ context }: Stack): Promise<void> {
  context.clock.advance(Math.max(...context.timers.waiting));
  context.timers.fire();
  await settle();
}

describe("an issuer in use", () => {
  test("has one timer, for the moment when its set is to be refreshed", async () => {
    const { keys, context } = await inUse();
    for (let request = 0; request < 100; request += 1) void keys.find(es256("a"), context.clock.advance(1));
    expect(context.timers.waiting).toEqual([480]);
  });

  test("has its set refreshed although nobody asks just then, and again", async () => {
    const stack = await inUse();
    stack.source.load.mockResolvedValueOnce(withKeys(b));
    await passUntilDue(stack);
    expect(stack.source.load).toHaveBeenCalledTimes(1);
    expect(stack.keys.find(es256("b"), stack.context.clock.now())).toBe(b);
    expect(stack.context.timers.waiting).toEqual([480]);
    await passUntilDue(stack);
    expect(stack.source.load).toHaveBeenCalledTimes(2);
  });

  test("is tried again when the pause after a failure is over, so that nobody finds an unknown state", async () => {
    const stack = await inUse();
    stack.source.load.mockRejectedValue(DOWN);
    await passUntilDue(stack);
    expect(stack.context.timers.waiting).toEqual([1]);
    stack.context.clock.advance(5);
    stack.context.timers.fire();
    await settle();
    expect(stack.source.load).toHaveBeenCalledTimes(2);
    stack.source.load.mockResolvedValueOnce(withKeys(a));
    await passUntilDue(stack);
    expect(stack.context.record.outage).toBeUndefined();
    expect(stack.context.timers.waiting).toEqual([480]);
  });

  test("is not loaded before its time by a clock that stands still or goes slow", async () => {
    const stack = await inUse();
    stack.context.clock.advance(100);
    stack.context.timers.fire();
    await settle();
    expect(stack.source.load).not.toHaveBeenCalled();
    expect(stack.context.timers.waiting).toEqual([380]);
  });

  test("is not refreshed twice when a request has just done it", async () => {
    const stack = await inUse();
    void stack.keys.find(es256("a"), stack.context.clock.advance(480));
    await settle();
    stack.context.timers.fire();
    await settle();
    expect(stack.source.load).toHaveBeenCalledTimes(1);
    expect(stack.context.timers.waiting).toEqual([480]);
  });

  test("is left alone an hour after the last request, until the next", async () => {
    const stack = await inUse();
    for (let refresh = 0; refresh < 20; refresh += 1) {
      if (stack.context.timers.waiting.length > 0) await passUntilDue(stack);
    }
    expect(stack.source.load).toHaveBeenCalledTimes(7);
    expect(stack.context.timers.waiting).toEqual([]);
    await stack.keys.find(es256("a"), stack.context.clock.advance(10_000));
    await settle();
    expect(stack.context.timers.waiting).toEqual([480]);
  });
});

describe("the first request of all", () => {
  test("waits for the set, and what is due after it is known then", async () => {
    const { keys, source, context } = createStack();
    source.load.mockRejectedValue(DOWN);
    const found = keys.find(es256("a"), context.clock.now());
    expect(context.timers.waiting).toEqual([]);
    await expect(found).rejects.toMatchObject({ code: "unavailable" });
    await settle();
    expect(context.timers.waiting).toEqual([1]);
  });
});

test("closing calls the timer off, and no other is set", async () => {
  const { keys, context } = await inUse();
  context.closing.abort();
  expect(context.timers.waiting).toEqual([]);
  expect(keys.find(es256("a"), context.clock.advance(500))).toBe(a);
  await settle();
  expect(context.timers.waiting).toEqual([]);
});

describe("what is due changes", () => {
  test("and the timer with it, when a look brings a set that lives shorter", async () => {
    const { keys, source, context } = await inUse();
    expect(context.timers.waiting).toEqual([480]);
    source.load.mockResolvedValueOnce({ ...withKeys(a), maxAgeSeconds: 60 });
    await keys.find(es256("x"), context.clock.now());
    await settle();
    expect(context.timers.waiting).toEqual([46]);
  });

  test("and the timer with it, when a look fails", async () => {
    const { keys, source, context } = await inUse();
    source.load.mockRejectedValueOnce(DOWN);
    await expect(keys.find(es256("x"), context.clock.now())).rejects.toMatchObject({ code: "unavailable" });
    await settle();
    expect(context.timers.waiting).toEqual([1]);
  });
});

test("a clock that fails when a timer goes off, or a load ends, fails nothing else", async () => {
  const { context, loader, source } = await inUse();
  source.load.mockResolvedValue(withKeys(a));
  const now = context.clock.advance(480);
  const broken = vi.spyOn(context.clock, "now").mockImplementation(() => {
    throw new Error("a defect");
  });
  expect(() => context.timers.fire()).not.toThrow();
  await loader.load({ now }).catch(() => {});
  await settle();
  broken.mockRestore();
  loader.watch(context.clock.now());
  expect(context.timers.waiting).toHaveLength(1);
});

test("ten thousand who join a load set one timer", async () => {
  const { keys, source, context } = createStack();
  source.load.mockResolvedValueOnce(withKeys(a));
  const schedule = vi.spyOn(context, "schedule");
  await Promise.all(Array.from({ length: 10_000 }, async () => keys.find(es256("a"), 1)));
  await settle();
  expect(schedule.mock.calls.length + context.timers.waiting.length).toBe(1);
});
