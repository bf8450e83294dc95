import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { platformSchedule } from "../../src/internal/schedule.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("what is scheduled on Node", () => {
  test("runs once, after its time, and does not keep the process alive", () => {
    const run = vi.fn<() => void>();
    const unref = vi.fn<() => void>();
    const start = globalThis.setTimeout;
    vi.stubGlobal("setTimeout", (...given: Parameters<typeof setTimeout>) => Object.assign(start(...given), { unref }));
    platformSchedule(2, run);
    vi.advanceTimersByTime(1999);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(run).toHaveBeenCalledOnce();
    expect(unref).toHaveBeenCalledOnce();
  });

  test("does not run when it was called off", () => {
    const run = vi.fn<() => void>();
    platformSchedule(2, run)();
    vi.advanceTimersByTime(10_000);
    expect(run).not.toHaveBeenCalled();
  });

  test("waits for a day at most, since a longer timer would fire at once", () => {
    const run = vi.fn<() => void>();
    platformSchedule(1e9, run);
    vi.advanceTimersByTime(86_399_999);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
  });
});

describe("where a timer is a number", () => {
  function playNumbers() {
    const waiting = new Map<number, () => void>();
    vi.stubGlobal("setTimeout", (run: () => void) => {
      waiting.set(waiting.size + 1, run);
      return waiting.size;
    });
    vi.stubGlobal("clearTimeout", (id: number) => void waiting.delete(id));
    return waiting;
  }

  test("nothing runs, if it would keep the process alive or outlive its request", () => {
    const waiting = playNumbers();
    const cancel = platformSchedule(2, () => {});
    expect(waiting.size).toBe(0);
    cancel();
  });

  test("it is let go on Deno", () => {
    const waiting = playNumbers();
    const unrefTimer = vi.fn<(id: number) => void>();
    vi.stubGlobal("Deno", { unrefTimer });
    platformSchedule(2, () => {});
    expect(waiting.size).toBe(1);
    expect(unrefTimer).toHaveBeenCalledExactlyOnceWith(1);
  });
});
