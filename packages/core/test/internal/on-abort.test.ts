import { describe, expect, test, vi } from "vitest";
import { onAbort } from "../../src/internal/on-abort.js";

describe("waiting for a signal to abort", () => {
  test("runs all that wait, once, whether they are the same or not", () => {
    const controller = new AbortController();
    const [one, two] = [vi.fn<() => void>(), vi.fn<() => void>()];
    for (const run of [one, one, two]) onAbort(controller.signal, run);
    expect(one).not.toHaveBeenCalled();
    controller.abort();
    controller.abort();
    expect([one.mock.calls.length, two.mock.calls.length]).toEqual([2, 1]);
  });

  test("runs at once what comes too late", () => {
    const run = vi.fn<() => void>();
    onAbort(AbortSignal.abort(), run)();
    expect(run).toHaveBeenCalledOnce();
  });

  test("does not run what was called off, before or meanwhile", () => {
    const controller = new AbortController();
    const run = vi.fn<() => void>();
    onAbort(controller.signal, run)();
    let callOff = (): void => {};
    onAbort(controller.signal, () => callOff());
    callOff = onAbort(controller.signal, run);
    controller.abort();
    callOff();
    expect(run).not.toHaveBeenCalled();
  });

  test("puts one listener on the signal, however many wait", () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, "addEventListener");
    for (let count = 0; count < 100; count += 1) onAbort(signal, () => {});
    expect(add).toHaveBeenCalledOnce();
  });
});
