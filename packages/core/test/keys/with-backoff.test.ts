import { describe, expect, test, vi } from "vitest";
import { FetchFailure } from "../../src/internal/fetch-failure.js";
import type { Loader } from "../../src/keys/layer.js";
import { isPausing, toUnavailable, withBackoff } from "../../src/keys/with-backoff.js";
import { createContext, deferred, ISSUER, type TestContext } from "./doubles.js";

const DOWN = new FetchFailure("network", "no connection");

function failingSource(failure: Error = DOWN) {
  return { load: vi.fn<Loader<string>["load"]>().mockRejectedValue(failure) };
}

/** Pauses after failures in a row, each load begun as soon as it may. */
async function pausesOf(context: TestContext, count: number): Promise<number[]> {
  const { load } = withBackoff(failingSource(), context);
  const pauses: number[] = [];
  for (let failure = 0; failure < count; failure += 1) {
    const now = context.clock.now();
    await expect(load({ now })).rejects.toMatchObject({ detail: expect.stringContaining("cannot be had") });
    const pause = (context.record.outage?.nextAttemptAt ?? 0) - now;
    pauses.push(pause);
    context.clock.advance(pause);
  }
  return pauses;
}

describe("after a failure", () => {
  test("the source is left alone until the pause is over", async () => {
    const context = createContext();
    const source = failingSource();
    const { load } = withBackoff(source, { ...context, random: () => 1 });
    await expect(load({ now: context.clock.now() })).rejects.toMatchObject({ code: "unavailable", cause: DOWN });
    await expect(load({ now: context.clock.advance(0.9) })).rejects.toMatchObject({
      retryAfterSeconds: 1,
      cause: DOWN,
    });
    expect(source.load).toHaveBeenCalledTimes(1);
    await expect(load({ now: context.clock.advance(0.1) })).rejects.toMatchObject({ code: "unavailable" });
    expect(source.load).toHaveBeenCalledTimes(2);
  });

  test("pauses double from 1 to 60 seconds", async () => {
    const pauses = await pausesOf({ ...createContext(), random: () => 1 }, 8);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  test("pauses have full jitter", async () => {
    expect(await pausesOf({ ...createContext(), random: () => 0.25 }, 3)).toEqual([0.25, 0.5, 1]);
  });

  test("pauses stay finite after a thousand failures", async () => {
    expect((await pausesOf({ ...createContext(), random: () => 1 }, 1100)).at(-1)).toBe(90);
  });

  test.each([0, 0.01, 0.5, 1])("no hour sees more than 50 failed loads, with jitter at %d", async (random) => {
    const context = { ...createContext(), random: () => random };
    const begun: number[] = [];
    const pauses = await pausesOf(context, 200);
    let at = 0;
    for (const pause of pauses) {
      begun.push(at);
      at += pause;
    }
    const busiest = Math.max(...begun.map((start) => begun.filter((it) => it >= start && it < start + 3600).length));
    expect(busiest).toBeLessThanOrEqual(50);
    expect(busiest).toBeGreaterThan(40);
  });

  test("a source that fails and succeeds by turns has the same budget, refilled by time alone", async () => {
    const context = { ...createContext({ outageBurst: 2, outageIntervalSeconds: 90 }), random: () => 0 };
    const source = failingSource();
    const { load } = withBackoff(source, context);
    const pauses: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await expect(load({ now: context.clock.now() })).rejects.toMatchObject({ code: "unavailable" });
      pauses.push((context.record.outage?.nextAttemptAt ?? 0) - context.clock.now());
      source.load.mockResolvedValueOnce("loaded");
      await load({ now: context.clock.advance(pauses.at(-1) ?? 0) });
    }
    expect(pauses).toEqual([0, 90, 90]);
  });

  test("a load that fails after a later one has succeeded is no failure of the source", async () => {
    const context = createContext();
    const source = failingSource();
    const { load } = withBackoff(source, context);
    const slow = deferred<string>();
    source.load.mockReturnValueOnce(slow.promise).mockResolvedValueOnce("loaded");
    const late = expect(load({ now: context.clock.now() })).rejects.toMatchObject({
      code: "unavailable",
      detail: `The keys of ${ISSUER} did not come, but have since`,
      cause: DOWN,
    });
    await load({ now: context.clock.advance(10) });
    slow.reject(DOWN);
    await late;
    expect(context.record.outage).toBeUndefined();
    expect(context.events).toEqual([]);
  });

  test("while somebody waits with a deadline no pause is longer than that allows, unless the server asks for it", async () => {
    const context = { ...createContext(), random: () => 1 };
    context.record.longestPauseSeconds = 2;
    expect(await pausesOf(context, 14)).toEqual([1, ...Array.from({ length: 13 }, () => 2)]);
    const busy = new FetchFailure("status", "busy", { status: 503, retryAfterSeconds: 20 });
    await expect(withBackoff(failingSource(busy), context).load({ now: context.clock.now() })).rejects.toMatchObject({
      retryAfterSeconds: 20,
    });
  });

  test("a load that was given up is no failure of the source", async () => {
    const context = createContext();
    const { load } = withBackoff(failingSource(), context);
    context.closing.abort();
    await expect(load({ now: context.clock.now(), signal: context.closed })).rejects.toBe(DOWN);
    expect(context.record.outage).toBeUndefined();
    expect(context.events).toEqual([]);
  });

  test.each([
    [20, 20],
    [3600, 60],
  ])("a server that asks for %i seconds is left alone for %i (RFC 9110 §10.2.3)", async (retryAfterSeconds, pause) => {
    const context = createContext();
    const failure = new FetchFailure("status", "busy", { status: 503, retryAfterSeconds });
    await expect(withBackoff(failingSource(failure), context).load({ now: context.clock.now() })).rejects.toMatchObject(
      { retryAfterSeconds: pause },
    );
  });

  test("the pause is counted from the end of the load", async () => {
    const context = createContext();
    const now = context.clock.now();
    const source: Loader<string> = {
      load() {
        context.clock.advance(8);
        return Promise.reject(DOWN);
      },
    };
    await expect(withBackoff(source, { ...context, random: () => 1 }).load({ now })).rejects.toMatchObject({
      detail: expect.stringContaining("cannot be had"),
    });
    expect(context.record.outage).toMatchObject({ failures: 1, nextAttemptAt: now + 9 });
    expect(context.events).toEqual([
      { type: "keys.refresh_failed", at: now + 8, issuer: ISSUER, cause: DOWN, nextAttemptAt: now + 9 },
    ]);
  });

  test.each([
    ["90 seconds", {}, 1000, 95, 96],
    ["the longest pause that was chosen", { maxBackoffSeconds: 600 }, 2000, 605, 606],
  ])("a clock that is set back leaves no pause longer than %s", async (_, options, back, paused, over) => {
    const context = createContext(options);
    const source = failingSource();
    const { load } = withBackoff(source, context);
    const nextAttemptAt = context.clock.advance(back);
    const outage = { cause: DOWN, failures: 9, failedAt: nextAttemptAt - 1, nextAttemptAt };
    context.record.outage = outage;
    await expect(load({ now: nextAttemptAt - paused })).rejects.toMatchObject({ retryAfterSeconds: paused });
    expect(source.load).not.toHaveBeenCalled();
    expect(isPausing(context, nextAttemptAt - paused)).toBe(true);
    expect(isPausing(context, nextAttemptAt - over)).toBe(false);
    expect(toUnavailable(outage, context, nextAttemptAt - over).retryAfterSeconds).toBe(1);
    await expect(load({ now: nextAttemptAt - over })).rejects.toMatchObject({ code: "unavailable" });
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("a success ends the outage, and the next pause is short again", async () => {
    const context = { ...createContext(), random: () => 1 };
    const source = failingSource();
    const { load } = withBackoff(source, context);
    await expect(load({ now: context.clock.now() })).rejects.toMatchObject({
      detail: expect.stringContaining("cannot be had"),
    });
    source.load.mockResolvedValueOnce("loaded");
    await expect(load({ now: context.clock.advance(1) })).resolves.toBe("loaded");
    expect(context.record.outage).toBeUndefined();
    await expect(load({ now: context.clock.now() })).rejects.toMatchObject({
      detail: expect.stringContaining("cannot be had"),
    });
    expect(context.record.outage).toMatchObject({ failures: 1 });
  });
});
