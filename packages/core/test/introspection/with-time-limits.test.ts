import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FetchFailure } from "../../src/internal/fetch-failure.js";
import { withClosing } from "../../src/introspection/with-closing.js";
import { withDeadline } from "../../src/introspection/with-deadline.js";
import { withTimeout } from "../../src/introspection/with-timeout.js";
import { ISSUER } from "../keys/doubles.js";
import { active, createContext, manualClient, playedClient, settle, watch } from "./layers.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a call", () => {
  test("ends after timeoutSeconds, and is told so", async () => {
    const { client, calls } = manualClient();
    const asked = watch(withTimeout(client, createContext()).introspect("token", { now: 1 }));
    await vi.advanceTimersByTimeAsync(2999);
    expect([asked.isSettled, calls[0]?.signal?.aborted]).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.error).toBeInstanceOf(FetchFailure);
    expect(asked.error).toMatchObject({
      kind: "timeout",
      message: `There was no answer about a token of ${ISSUER} within 3 seconds`,
    });
    expect(calls[0]?.signal?.aborted).toBe(true);
  });

  test("ends with its request", async () => {
    const { client, calls } = manualClient();
    const controller = new AbortController();
    const asked = watch(
      withTimeout(client, createContext()).introspect("token", { now: 1, signal: controller.signal }),
    );
    controller.abort();
    await settle();
    expect([asked.isSettled, calls[0]?.signal?.aborted]).toEqual([true, true]);
  });

  test("gives its answer, and leaves no timer", async () => {
    const client = playedClient();
    client.introspect.mockResolvedValue(active());
    await expect(withTimeout(client, createContext()).introspect("token", { now: 1 })).resolves.toEqual(active());
    expect(client.introspect).toHaveBeenCalledExactlyOnceWith("token", { now: 1, signal: expect.any(AbortSignal) });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("of a client that throws fails like any other", async () => {
    const client = { introspect: () => { throw new Error("thrown"); } }; // prettier-ignore
    await expect(withTimeout(client, createContext()).introspect("token", { now: 1 })).rejects.toThrow("thrown");
  });
});

describe("a request", () => {
  test("waits timeoutSeconds at most, while what it waits for goes on", async () => {
    const never = { introspect: () => new Promise<never>(() => {}) };
    const asked = watch(withDeadline(never, createContext()).introspect("token", { key: "key", now: 1 }));
    await vi.advanceTimersByTimeAsync(2999);
    expect(asked.isSettled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.error).toMatchObject({
      code: "unavailable",
      detail: `It is not known yet whether a token of ${ISSUER} is active`,
      retryAfterSeconds: 5,
    });
  });

  test("does not wait for what is at hand", () => {
    const atHand = { introspect: () => active() };
    expect(withDeadline(atHand, createContext()).introspect("token", { key: "key", now: 1 })).toEqual(active());
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("closing", () => {
  test("aborts what is under way, and nothing is begun any more", async () => {
    const context = createContext();
    const { client, calls } = manualClient();
    const closable = withClosing(client, context);
    const asked = ["a", "b"].map((token) => watch(closable.introspect(token, { now: 1 })));
    context.closing.abort();
    expect(calls.map(({ signal }) => signal?.aborted)).toEqual([true, true]);
    for (const { reject } of calls) reject(new Error("aborted"));
    asked.push(watch(closable.introspect("c", { now: 1 })));
    await settle();
    expect(calls).toHaveLength(2);
    for (const { error } of asked) {
      expect(error).toMatchObject({ code: "unavailable", detail: expect.stringContaining("closed") });
    }
  });

  test("leaves alone what has ended, and failures before it as they are", async () => {
    const context = createContext();
    const { client, calls } = manualClient();
    const closable = withClosing(client, context);
    const [good, bad] = ["a", "b"].map((token) => watch(closable.introspect(token, { now: 1 })));
    calls[0]?.resolve(active());
    calls[1]?.reject(new Error("failed"));
    await settle();
    context.closing.abort();
    expect([good?.value, bad?.error]).toEqual([active(), new Error("failed")]);
    expect(calls.map(({ signal }) => signal?.aborted)).toEqual([false, false]);
  });

  test("of a verifier with many calls under way puts one listener on its signal", async () => {
    const context = createContext();
    const listen = vi.spyOn(context.closed, "addEventListener");
    const closable = withClosing(playedClient(), context);
    for (let count = 0; count < 50; count += 1) watch(closable.introspect("token", { now: 1 }));
    expect(listen).toHaveBeenCalledTimes(1);
  });
});
