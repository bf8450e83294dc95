import { describe, expect, test, vi } from "vitest";
import { createKeyedFlights, createSingleFlight } from "../../src/internal/single-flight.js";

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

describe("work that is shared by key", () => {
  const never = (): Promise<number> => new Promise(() => {});

  test("is begun once for each key", async () => {
    const flights = createKeyedFlights<string>(9);
    const work = vi.fn<(key: string) => Promise<string>>().mockImplementation(async (key) => key);
    const keys = ["a", "b", "a", "__proto__", "b", "__proto__"];
    const asked = keys.map((key) => flights.run(key, 100, () => work(key)));
    expect(flights.inFlight("a", 100)).toBe(asked[0]);
    expect(flights.inFlight("c", 100)).toBeUndefined();
    expect(await Promise.all(asked)).toEqual(keys);
    expect(work).toHaveBeenCalledTimes(3);
    expect(flights.inFlight("a", 100)).toBeUndefined();
  });

  test("fails for those who share it, and for nobody else", async () => {
    const flights = createKeyedFlights<number>(9);
    const [failed, other] = [
      flights.run("a", 100, () => Promise.reject(new Error("failed"))),
      flights.run("b", 100, () => Promise.resolve(2)),
    ];
    await expect(failed).rejects.toThrow("failed");
    await expect(other).resolves.toBe(2);
    expect(flights.inFlight("a", 100)).toBeUndefined();
  });

  test("is begun anew when it has not settled in its time, and what is lost lands on nobody", async () => {
    const flights = createKeyedFlights<number>(9);
    let land = (_: number): void => {};
    const first = flights.run("first", 99, never);
    const lost = flights.run("a", 100, () => new Promise((resolve) => (land = resolve)));
    const second = flights.run("a", 109.1, never);
    expect(second).not.toBe(lost);
    land(1);
    await lost;
    expect(flights.inFlight("a", 109.1)).toBe(second);
    expect(flights.inFlight("first", 100)).toBeUndefined();
    expect(first).toBeInstanceOf(Promise);
  });

  test("is not kept when it is lost: the next work forgets it", () => {
    const flights = createKeyedFlights<number>(9);
    for (let index = 0; index < 100; index += 1) void flights.run(`lost-${index}`, 100, never);
    const young = flights.run("young", 105, never);
    void flights.run("later", 110, never);
    // The clock going back shows what is still held: a lost one would be young enough then.
    expect(Array.from({ length: 100 }, (_, index) => flights.inFlight(`lost-${index}`, 100))).toEqual(
      Array.from({ length: 100 }, () => undefined),
    );
    expect(flights.inFlight("young", 110)).toBe(young);
  });

  test("that is begun anew under an old key comes last in the order in which lost work is forgotten", () => {
    const flights = createKeyedFlights<number>(9);
    // As after a clock that was set back: the oldest of these is not the first.
    void flights.run("first", 105, never);
    void flights.run("a", 98, never);
    const lost = flights.run("lost", 106, never);
    const again = flights.run("a", 108, never);
    expect(flights.inFlight("lost", 110)).toBe(lost);
    void flights.run("later", 115.5, never);
    expect(flights.inFlight("lost", 110)).toBeUndefined();
    expect(flights.inFlight("a", 115.5)).toBe(again);
  });
});
