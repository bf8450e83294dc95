import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runWithin, settleWithin, sleep } from "../../src/internal/deadline.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => {});
const expired = (): Error => new Error("expired");

describe("waiting with a limit", () => {
  test("gives what the work gives, and leaves no timer behind", async () => {
    await expect(settleWithin(Promise.resolve(1), 5, expired)).resolves.toBe(1);
    await expect(settleWithin(Promise.reject(new Error("failed")), 5, expired)).rejects.toThrow("failed");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends at the limit, not before", async () => {
    const waiting = vi.fn<(error: unknown) => void>();
    const wait = settleWithin(never, 5, expired).catch(waiting);
    await vi.advanceTimersByTimeAsync(4999);
    expect(waiting).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await wait;
    expect(waiting).toHaveBeenCalledExactlyOnceWith(new Error("expired"));
  });
});

describe("working with a limit", () => {
  test("gives what the work gives, and leaves no timer and no listener behind", async () => {
    const outer = new AbortController();
    const expire = vi.fn<() => Error>(expired);
    await expect(runWithin(5, () => Promise.resolve(1), { expired: expire, signal: outer.signal })).resolves.toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    outer.abort();
    expect(expire).not.toHaveBeenCalled();
  });

  test("aborts the work at the limit, and does not wait for it", async () => {
    let seen: AbortSignal | undefined;
    const work = (signal: AbortSignal): Promise<never> => {
      seen = signal;
      return never;
    };
    const run = expect(runWithin(5, work, { expired })).rejects.toThrow("expired");
    await vi.advanceTimersByTimeAsync(5000);
    await run;
    expect(seen?.aborted).toBe(true);
  });

  test("says that it expired, also when the work fails because it was aborted", async () => {
    const work = (signal: AbortSignal): Promise<never> =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    const run = expect(runWithin(5, work, { expired })).rejects.toThrow("expired");
    await vi.advanceTimersByTimeAsync(5000);
    await run;
  });

  test("ends with an outer signal", async () => {
    const outer = new AbortController();
    const run = expect(runWithin(5, () => never, { expired, signal: outer.signal })).rejects.toThrow("expired");
    outer.abort();
    await run;
    expect(vi.getTimerCount()).toBe(0);
  });

  test("does not begin when the outer signal has aborted already", async () => {
    const work = vi.fn<() => Promise<number>>();
    await expect(runWithin(5, work, { expired, signal: AbortSignal.abort() })).rejects.toThrow("expired");
    expect(work).not.toHaveBeenCalled();
  });
});

describe("sleeping", () => {
  test("ends after its time", async () => {
    const woken = vi.fn<() => void>();
    const slept = sleep(5, new AbortController().signal).then(woken);
    await vi.advanceTimersByTimeAsync(4999);
    expect(woken).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await slept;
    expect(woken).toHaveBeenCalledOnce();
  });

  test("ends at once when aborted, before or meanwhile, and leaves no timer", async () => {
    const controller = new AbortController();
    const slept = sleep(5, controller.signal);
    controller.abort();
    await slept;
    await sleep(5, controller.signal);
    expect(vi.getTimerCount()).toBe(0);
  });
});
