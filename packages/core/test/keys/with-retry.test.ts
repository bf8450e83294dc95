import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FetchFailure } from "../../src/internal/fetch-failure.js";
import type { Loader } from "../../src/keys/layer.js";
import { withRetry } from "../../src/keys/with-retry.js";
import type { JwkSetRequest } from "../../src/seams/jwk-set-source.js";
import { createContext, deferred, type TestContext } from "./doubles.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const NETWORK = new FetchFailure("network", "no connection");

const status = (code: number, retryAfterSeconds?: number): FetchFailure =>
  new FetchFailure("status", `answered ${code}`, { status: code, retryAfterSeconds });

/** Fails with the given failures in turn, then succeeds. */
function failing(...failures: Error[]): Loader<string> & { load: ReturnType<typeof vi.fn> } {
  const load = vi.fn<(request: JwkSetRequest) => Promise<string>>(() => {
    const failure = failures.shift();
    return failure === undefined ? Promise.resolve("loaded") : Promise.reject(failure);
  });
  return { load };
}

/** Moves the timers and the clock together. */
async function pass(context: TestContext, seconds: number): Promise<void> {
  context.clock.advance(seconds);
  await vi.advanceTimersByTimeAsync(seconds * 1000);
}

describe("within one load", () => {
  test("nothing is tried again after a success", async () => {
    const source = failing();
    const request = { now: 1, etag: '"1"' };
    await expect(withRetry(source, createContext()).load(request)).resolves.toBe("loaded");
    expect(source.load).toHaveBeenCalledExactlyOnceWith({ ...request, signal: expect.any(AbortSignal) as AbortSignal });
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([NETWORK, new FetchFailure("timeout", "slow"), status(408), status(429), status(500), status(503)])(
    "$message ($kind) is tried again, twice",
    async (failure) => {
      const source = failing(failure, failure);
      const loaded = withRetry(source, createContext()).load({ now: 1 });
      await vi.advanceTimersByTimeAsync(5000);
      await expect(loaded).resolves.toBe("loaded");
      expect(source.load).toHaveBeenCalledTimes(3);
    },
  );

  test("nothing is tried again while an outage is on, and a lone failure ends the load", async () => {
    const context = createContext();
    context.record.outage = { cause: NETWORK, failures: 1, failedAt: 0, nextAttemptAt: 1 };
    const source = failing(NETWORK);
    await expect(withRetry(source, context).load({ now: 1 })).rejects.toBe(NETWORK);
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("a pause ends with the load that is aborted", async () => {
    const source = failing(status(503, 5));
    const outer = new AbortController();
    const loaded = expect(
      withRetry(source, createContext()).load({ now: 1, signal: outer.signal }),
    ).rejects.toBeDefined();
    await vi.advanceTimersByTimeAsync(100);
    outer.abort();
    await loaded;
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("the third failure is the last", async () => {
    const last = status(503);
    const source = failing(NETWORK, NETWORK, last);
    const loaded = expect(withRetry(source, createContext()).load({ now: 1 })).rejects.toBe(last);
    await vi.advanceTimersByTimeAsync(5000);
    await loaded;
    expect(source.load).toHaveBeenCalledTimes(3);
  });

  test.each([
    status(404),
    status(401),
    new FetchFailure("redirect", "redirects"),
    new FetchFailure("too_large", "large"),
    new FetchFailure("content_type", "html"),
    new Error("a defect"),
  ])("$message is not tried again", async (failure) => {
    const source = failing(failure);
    await expect(withRetry(source, createContext()).load({ now: 1 })).rejects.toBe(failure);
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("pauses have full jitter and double from 0.2 to 2 seconds", async () => {
    const failures = Array.from({ length: 6 }, () => NETWORK);
    const source = failing(...failures);
    const context = { ...createContext({ retries: 6, loadTimeoutSeconds: 30 }), random: () => 1 };
    const loaded = withRetry(source, context).load({ now: 1 });
    for (const [index, pause] of [0.2, 0.4, 0.8, 1.6, 2, 2].entries()) {
      await vi.advanceTimersByTimeAsync(pause * 1000 - 1);
      expect(source.load).toHaveBeenCalledTimes(index + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(source.load).toHaveBeenCalledTimes(index + 2);
    }
    await loaded;
  });

  test("the server is not asked sooner than it says (RFC 9110 §10.2.3)", async () => {
    const source = failing(status(503, 4));
    const loaded = withRetry(source, createContext()).load({ now: 1 });
    await vi.advanceTimersByTimeAsync(3999);
    expect(source.load).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    await expect(loaded).resolves.toBe("loaded");
  });

  test("a pause that is longer than the load may last is not begun", async () => {
    const failure = status(503, 8);
    await expect(withRetry(failing(failure), createContext()).load({ now: 1 })).rejects.toBe(failure);
  });

  test("nor is one for which the time left is too short", async () => {
    const context = createContext();
    const slow = deferred<string>();
    const source = { load: vi.fn<() => Promise<string>>(() => slow.promise) };
    const failure = status(503, 6);
    const loaded = expect(withRetry(source, context).load({ now: 1 })).rejects.toBe(failure);
    await pass(context, 2);
    slow.reject(failure);
    await loaded;
    expect(source.load).toHaveBeenCalledTimes(1);
  });
});

describe("a load as a whole", () => {
  test("ends after 8 seconds, tells the source, and says what failed before", async () => {
    let signal: AbortSignal | undefined;
    const load = vi
      .fn<Loader<string>["load"]>()
      .mockRejectedValueOnce(NETWORK)
      .mockImplementation((request) => {
        ({ signal } = request);
        return new Promise(() => {});
      });
    const loaded = expect(withRetry({ load }, createContext()).load({ now: 1 })).rejects.toMatchObject({
      kind: "timeout",
      message: "No keys within 8 seconds",
      cause: NETWORK,
    });
    await vi.advanceTimersByTimeAsync(7999);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await loaded;
    expect(signal?.aborted).toBe(true);
  });

  test("does not go on after its end, even when the clock stands still", async () => {
    const source = failing(status(503, 7), status(503, 7));
    const loaded = expect(withRetry(source, createContext()).load({ now: 1 })).rejects.toMatchObject({
      kind: "timeout",
    });
    await vi.advanceTimersByTimeAsync(20_000);
    await loaded;
    expect(source.load).toHaveBeenCalledTimes(2);
  });

  test("ends with an outer signal", async () => {
    const outer = new AbortController();
    const source = { load: () => new Promise<string>(() => {}) };
    const loaded = withRetry(source, createContext()).load({ now: 1, signal: outer.signal });
    outer.abort();
    await expect(loaded).rejects.toMatchObject({ kind: "timeout" });
  });
});
