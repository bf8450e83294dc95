import { describe, expect, test, vi } from "vitest";
import type { Lookup } from "../../src/introspection/layer.js";
import { withSingleFlight } from "../../src/introspection/with-single-flight.js";
import type { IntrospectionResponse } from "../../src/seams/introspection-client.js";
import { deferred } from "../keys/doubles.js";
import { active, createContext, INACTIVE } from "./layers.js";

function setUp() {
  const below = { introspect: vi.fn<Lookup["introspect"]>().mockReturnValue(new Promise(() => {})) };
  return { below, lookup: withSingleFlight(below, createContext()) };
}

describe("look-ups at the same time", () => {
  test("are one for one key, the look into the cache included", async () => {
    const { below, lookup } = setUp();
    const slow = deferred<IntrospectionResponse>();
    below.introspect.mockReturnValueOnce(slow.promise);
    const answers = Array.from({ length: 1000 }, () => lookup.introspect("token", { key: "key", now: 100 }));
    slow.resolve(active());
    expect(new Set(await Promise.all(answers.map(async (answer) => answer)))).toEqual(new Set([active()]));
    expect(below.introspect).toHaveBeenCalledExactlyOnceWith("token", { key: "key", now: 100 });
  });

  test("are as many as there are keys", () => {
    const { below, lookup } = setUp();
    for (let index = 0; index < 1000; index += 1) void lookup.introspect("token", { key: `${index % 100}`, now: 100 });
    expect(below.introspect).toHaveBeenCalledTimes(100);
  });

  test("are over when they are settled, well or badly", async () => {
    const { below, lookup } = setUp();
    below.introspect
      .mockReturnValueOnce(Promise.reject(new Error("failed")))
      .mockReturnValueOnce(Promise.resolve(INACTIVE));
    const shared = [1, 2].map(async () => lookup.introspect("token", { key: "key", now: 100 }));
    const outcomes = await Promise.allSettled(shared);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await lookup.introspect("token", { key: "key", now: 100 })).toEqual(INACTIVE);
  });

  test("share one that does not settle for as long as queue, call and cache may take", () => {
    const { below, lookup } = setUp();
    void lookup.introspect("token", { key: "key", now: 100 });
    void lookup.introspect("token", { key: "key", now: 108 });
    expect(below.introspect).toHaveBeenCalledTimes(1);
    void lookup.introspect("token", { key: "key", now: 108.1 });
    expect(below.introspect).toHaveBeenCalledTimes(2);
  });
});

test("what is at hand is answered without a promise", () => {
  const { below, lookup } = setUp();
  below.introspect.mockReturnValue(active());
  expect(lookup.introspect("token", { key: "key", now: 100 })).toEqual(active());
});
