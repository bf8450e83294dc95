import { describe, expect, test, vi } from "vitest";
import type { Loader } from "../../src/keys/layer.js";
import { withSingleFlight } from "../../src/keys/with-single-flight.js";
import { createContext, deferred } from "./doubles.js";

function setUp() {
  const source = { load: vi.fn<Loader<string>["load"]>().mockReturnValue(new Promise(() => {})) };
  return { source, loader: withSingleFlight(source, createContext()) };
}

describe("loads at the same time", () => {
  test("are one", async () => {
    const { source, loader } = setUp();
    const slow = deferred<string>();
    source.load.mockReturnValueOnce(slow.promise);
    expect(loader.inFlight(1)).toBeUndefined();
    const loads = [loader.load({ now: 1 }), loader.load({ now: 2 })];
    expect(loader.inFlight(2)).toBe(loads[0]);
    slow.resolve("loaded");
    expect(await Promise.all(loads)).toEqual(["loaded", "loaded"]);
    expect(source.load).toHaveBeenCalledExactlyOnceWith({ now: 1 });
    expect(loader.inFlight(2)).toBeUndefined();
  });

  test("share one that does not settle for as long as a load may last, and a second more", () => {
    const { source, loader } = setUp();
    const load = loader.load({ now: 100 });
    expect(loader.inFlight(109)).toBe(load);
    expect(loader.inFlight(109.1)).toBeUndefined();
    void loader.load({ now: 109 });
    expect(source.load).toHaveBeenCalledTimes(1);
    void loader.load({ now: 109.1 });
    expect(source.load).toHaveBeenCalledTimes(2);
  });
});
