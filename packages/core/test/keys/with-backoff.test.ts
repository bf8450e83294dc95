import { describe, expect, test, vi } from "vitest";
import { FetchFailure } from "../../src/internal/fetch-failure.js";
import type { Loader } from "../../src/keys/layer.js";
import { isPausing, toUnavailable, withBackoff } from "../../src/keys/with-backoff.js";
import { createContext, ISSUER, type TestContext } from "./doubles.js";

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
    expect((await pausesOf({ ...createContext(), random: () => 1 }, 1100)).at(-1)).toBe(60);
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
    ["60 seconds", {}, 1000, 65, 66],
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
