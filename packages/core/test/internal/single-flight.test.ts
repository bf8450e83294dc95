import { describe, expect, test, vi } from "vitest";
import { createSingleFlight } from "../../src/internal/single-flight.js";

describe("work that is shared", () => {
  test("is begun once for all who ask while it is under way", async () => {
    const flight = createSingleFlight<number>(9);
    const work = vi.fn<() => Promise<number>>().mockImplementation(() => Promise.resolve(1));
    expect(flight.inFlight(100)).toBeUndefined();
    const asked = [flight.run(100, work), flight.run(105, work), flight.run(109, work)];
    expect(flight.inFlight(100)).toBe(asked[0]);
    expect(await Promise.all(asked)).toEqual([1, 1, 1]);
    expect(work).toHaveBeenCalledTimes(1);
  });

  test("is begun anew after it has ended, well or badly", async () => {
    const flight = createSingleFlight<number>(9);
    await expect(flight.run(100, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(flight.inFlight(100)).toBeUndefined();
    await expect(flight.run(100, () => Promise.resolve(2))).resolves.toBe(2);
    expect(flight.inFlight(100)).toBeUndefined();
  });

  test("is not joined any more when it has not settled in its time", async () => {
    const flight = createSingleFlight<number>(9);
    let land = (_: number): void => {};
    const lost = flight.run(100, () => new Promise((resolve) => (land = resolve)));
    expect(flight.inFlight(109)).toBe(lost);
    const second = flight.run(109.1, () => new Promise(() => {}));
    expect(second).not.toBe(lost);
    land(1);
    await lost;
    expect(flight.inFlight(109.1)).toBe(second);
  });

  test("is not joined any more after the clock was set back by more than that", () => {
    const flight = createSingleFlight<number>(9);
    const lost = flight.run(100, () => new Promise(() => {}));
    expect(flight.inFlight(91)).toBe(lost);
    expect(flight.inFlight(90.9)).toBe(undefined);
  });
});
