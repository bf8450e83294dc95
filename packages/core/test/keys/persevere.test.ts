import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { UnavailableError } from "../../src/errors.js";
import { persevere } from "../../src/keys/persevere.js";
import { createSnapshot } from "../../src/keys/snapshot.js";
import { createContext, ISSUER, makeKey } from "./doubles.js";

const DOWN = new Error("no connection");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(failures: number) {
  const context = createContext();
  const load = vi.fn<(now: number) => Promise<void>>(async (now) => {
    if (load.mock.calls.length > failures) return;
    context.record.outage = { cause: DOWN, failures: 1, failedAt: now, nextAttemptAt: now + 2 };
    throw new UnavailableError("no keys", { cause: DOWN });
  });
  return { context, load };
}

describe("loading until it succeeds", () => {
  test("begins at once, and again after each pause", async () => {
    const { context, load } = setUp(2);
    const loaded = vi.fn<() => void>();
    const done = persevere(load, 10, context).then(loaded);
    for (const calls of [1, 2, 3]) {
      await vi.advanceTimersByTimeAsync(0);
      expect(load).toHaveBeenCalledTimes(calls);
      expect(load).toHaveBeenLastCalledWith(context.clock.now());
      context.clock.advance(2);
      await vi.advanceTimersByTimeAsync(2000);
    }
    await done;
    expect(loaded).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is enough when it fails while there are keys that may be used", async () => {
    const { context, load } = setUp(100);
    const parts = { leftOutKids: [], maxAgeSeconds: undefined, etag: undefined, previous: undefined };
    const fetchedAt = context.clock.now() - 700;
    context.record.snapshot = createSnapshot({ ...parts, keys: [await makeKey("a")], fetchedAt }, context);
    await persevere(load, 10, context);
    expect(load).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([4200, 5000])("goes on while the keys at hand are too old to be used: %d seconds", async (age) => {
    const { context, load } = setUp(1);
    const parts = { leftOutKids: [], maxAgeSeconds: undefined, etag: undefined, previous: undefined };
    const fetchedAt = context.clock.now() - age;
    context.record.snapshot = createSnapshot({ ...parts, keys: [await makeKey("a")], fetchedAt }, context);
    const done = persevere(load, 10, context);
    await vi.advanceTimersByTimeAsync(2000);
    await done;
    expect(load).toHaveBeenCalledTimes(2);
  });

  test("ends at the deadline with the last failure, also while a load hangs, and leaves nothing behind", async () => {
    const { context, load } = setUp(1);
    load.mockImplementationOnce(load.getMockImplementation() ?? (() => Promise.reject(DOWN)));
    const failed = expect(
      persevere(async (now) => (load.mock.calls.length === 0 ? load(now) : new Promise(() => {})), 10, context),
    ).rejects.toMatchObject({
      code: "unavailable",
      detail: `There were no keys of ${ISSUER} within 10 seconds`,
      cause: DOWN,
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await failed;
    expect(vi.getTimerCount()).toBe(0);
  });

  test("tries no more after the deadline", async () => {
    const { context, load } = setUp(100);
    const failed = expect(persevere(load, 1, context)).rejects.toMatchObject({ code: "unavailable" });
    await vi.advanceTimersByTimeAsync(1000);
    await failed;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(load).toHaveBeenCalledTimes(1);
  });

  test("ends when the keys are closed", async () => {
    const { context, load } = setUp(100);
    const failed = expect(persevere(load, 60, context)).rejects.toMatchObject({
      detail: expect.stringContaining("was closed"),
    });
    await vi.advanceTimersByTimeAsync(0);
    context.closing.abort();
    await failed;
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    [10, 2],
    [300, 20],
  ])("with a deadline of %d s lets no pause be longer than %d s, and only meanwhile", async (deadline, longest) => {
    const { context, load } = setUp(0);
    let during: number | undefined;
    await persevere(
      async (now) => {
        during = context.record.longestPauseSeconds;
        return load(now);
      },
      deadline,
      context,
    );
    expect([during, context.record.longestPauseSeconds]).toEqual([longest, undefined]);
  });

  test("passes a defect on at once", async () => {
    const defect = new TypeError("a defect");
    await expect(persevere(() => Promise.reject(defect), 10, createContext())).rejects.toBe(defect);
  });
});
