import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createKnownKey } from "../../src/keys/known-key.js";
import type { KeySetResponse } from "../../src/keys/with-reading.js";
import type { KeyOptions } from "../../src/options.js";
import { deferred, ISSUER, makeJwk, makeKey } from "./doubles.js";
import { createStack, es256, withKeys } from "./stack.js";

const [a, b] = [await makeKey("a"), await makeKey("b")];
const DOWN = new Error("no connection");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

/** With a set that holds key a. */
async function warm(options: KeyOptions = {}) {
  const stack = createStack(options);
  stack.source.load.mockResolvedValueOnce(withKeys(a)).mockResolvedValue(withKeys(a));
  await stack.loader.load({ now: stack.context.clock.now() });
  stack.context.takeTypes();
  stack.source.load.mockClear();
  return stack;
}

describe("a kid that the set lacks", () => {
  test("is looked for, and a rotated-in key is found", async () => {
    const { keys, source, context } = await warm();
    source.load.mockResolvedValueOnce(withKeys(a, b));
    await expect(keys.find(es256("b"), context.clock.now())).resolves.toBe(b);
    expect(keys.find(es256("b"), context.clock.now())).toBe(b);
    expect(source.load).toHaveBeenCalledTimes(1);
    expect(context.takeTypes()).toEqual(["keys.unknown_kid", "keys.refreshed"]);
  });

  test("is looked for once in 30 seconds", async () => {
    const { keys, source, context } = await warm();
    await expect(keys.find(es256("x"), context.clock.now())).resolves.toBeUndefined();
    expect(keys.find(es256("x"), context.clock.advance(29.9))).toBeUndefined();
    expect(source.load).toHaveBeenCalledTimes(1);
    await expect(keys.find(es256("x"), context.clock.advance(0.1))).resolves.toBeUndefined();
    expect(source.load).toHaveBeenCalledTimes(2);
  });

  test("is looked for again when the set has changed", async () => {
    const { keys, source, context } = await warm();
    await keys.find(es256("x"), context.clock.now());
    source.load.mockResolvedValueOnce(withKeys(b));
    await keys.find(es256("y"), context.clock.now());
    source.load.mockClear();
    const now = context.clock.advance(29);
    await expect(Promise.resolve(keys.find(es256("x"), now))).resolves.toBeUndefined();
    expect(context.events.at(-1)).toEqual({ type: "keys.unknown_kid", at: now, issuer: ISSUER, refetched: false });
  });

  test.each([
    ["without a kid when several keys fit", { alg: "ES256" }],
    ["with the kid of a key that verifies nothing", es256("e")],
    ["with a known kid that does not fit", { alg: "RS256", kid: "a" }],
    ["with a name of 257 characters", { alg: "ES256", kid: "x".repeat(257) }],
  ])("is not looked for %s", async (_, query) => {
    const { keys, source, loader, context } = createStack();
    source.load.mockResolvedValueOnce({ ...withKeys(a, b), leftOutKids: ["e"] } as KeySetResponse);
    await loader.load({ now: context.clock.now() });
    expect(keys.find(query, context.clock.now())).toBeUndefined();
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("is looked for again at once when the clock is set back", async () => {
    const { keys, source, context } = await warm({ unknownKidBurst: 3 });
    await keys.find(es256("x"), context.clock.now());
    await keys.find(es256("x"), context.clock.advance(-0.1));
    expect(source.load).toHaveBeenCalledTimes(2);
    expect(keys.find(es256("x"), context.clock.now())).toBeUndefined();
    expect(keys.find(es256("x"), context.clock.advance(29.8))).toBeUndefined();
    expect(source.load).toHaveBeenCalledTimes(2);
  });

  test("is looked for with a name of 256 characters", async () => {
    const { keys, source, context } = await warm();
    await keys.find(es256("x".repeat(256)), context.clock.now());
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("is remembered among a thousand, not more", async () => {
    const { keys, source, context } = await warm({ unknownKidEntries: 2, unknownKidBurst: 4 });
    for (const kid of ["x", "y", "z", "x"]) await keys.find(es256(kid), context.clock.now());
    expect(source.load).toHaveBeenCalledTimes(4);
    expect(keys.find(es256("z"), context.clock.now())).toBeUndefined();
  });

  test("which no kid is: __proto__ and its like are names as any other", async () => {
    const { keys, source, context } = await warm();
    await expect(keys.find(es256("__proto__"), context.clock.now())).resolves.toBeUndefined();
    await expect(keys.find(es256("constructor"), context.clock.now())).resolves.toBeUndefined();
    expect(source.load).toHaveBeenCalledTimes(2);
  });
});

describe("a token without a kid for which no key fits", () => {
  const unnamed = { alg: "ES384" };

  test("is looked for, and a rotated-in key is found", async () => {
    const { keys, source, context } = await warm();
    const key = createKnownKey(await makeJwk("ES384"));
    source.load.mockResolvedValueOnce(withKeys(a, key));
    await expect(keys.find(unnamed, context.clock.now())).resolves.toBe(key);
    expect(keys.find(unnamed, context.clock.now())).toBe(key);
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("is looked for once in 30 seconds, from the budget of unknown kids", async () => {
    const { keys, source, context } = await warm();
    await expect(keys.find(unnamed, context.clock.now())).resolves.toBeUndefined();
    expect(keys.find(unnamed, context.clock.now())).toBeUndefined();
    await keys.find({ alg: "ES512" }, context.clock.now());
    expect(source.load).toHaveBeenCalledTimes(2);
    await keys.find(es256("x"), context.clock.now());
    expect(source.load).toHaveBeenCalledTimes(2);
  });

  test("is not remembered under a name that a kid can have", async () => {
    const { keys, source, context } = await warm({ unknownKidBurst: 4 });
    for (const kid of ["ES384", "alg ES384", "kid ES384"]) await keys.find(es256(kid), context.clock.now());
    await keys.find(unnamed, context.clock.now());
    expect(source.load).toHaveBeenCalledTimes(4);
  });
});

describe("after a time without use, past the freshness of the set", () => {
  test("the set has just been looked at, so there is one look", async () => {
    const { keys, source, context } = await warm();
    const now = context.clock.advance(3600);
    await expect(keys.find(es256("x"), now)).resolves.toBeUndefined();
    expect(keys.find(es256("x"), now)).toBeUndefined();
    expect(source.load).toHaveBeenCalledTimes(1);
    expect(context.takeTypes()).toEqual(["keys.refreshed"]);
  });

  test("an unknown kid is an outage after 3 seconds, as one that nobody could look for", async () => {
    const { keys, source, context } = await warm();
    source.load.mockReturnValueOnce(new Promise(() => {}));
    const late = expect(keys.find(es256("x"), context.clock.advance(3600))).rejects.toMatchObject({
      detail: expect.stringContaining("not come yet"),
    });
    await vi.advanceTimersByTimeAsync(3000);
    await late;
    expect(source.load).toHaveBeenCalledTimes(1);
  });
});

describe("a flood of made-up kids", () => {
  test("fetches twice, then once every 30 seconds", async () => {
    const { keys, source, context } = await warm();
    const start = context.clock.now();
    for (let count = 0; count < 10_000; count += 1) {
      await keys.find(es256(`x${count}`), context.clock.advance(0.01));
    }
    expect(context.clock.now() - start).toBeCloseTo(100, 3);
    // Beside these, no refresh was due: the set was never older than 30 seconds.
    expect(source.load).toHaveBeenCalledTimes(2 + 3);
  });

  test("cannot lock a rotated-in key out for longer than 30 seconds", async () => {
    const { keys, source, context } = await warm();
    for (const kid of ["x", "y", "z"]) await keys.find(es256(kid), context.clock.now());
    source.load.mockResolvedValue(withKeys(a, b));
    const rotatedAt = context.clock.now();
    let found: unknown;
    for (let count = 0; found === undefined; count += 1) {
      context.clock.advance(0.1);
      await keys.find(es256(`flood${count}`), context.clock.now());
      found = await keys.find(es256("b"), context.clock.now());
    }
    expect(found).toBe(b);
    expect(context.clock.now() - rotatedAt).toBeLessThanOrEqual(30.1);
    expect(source.load).toHaveBeenCalledTimes(3);
  });

  test("tells each look, and once that there are none left", async () => {
    const { keys, context } = await warm();
    const lookAtAll = async (now: number): Promise<void> => {
      for (const kid of ["x", "y", "z", "v", "w"]) await keys.find(es256(`${kid}${now}`), now);
    };
    await lookAtAll(context.clock.now());
    await lookAtAll(context.clock.advance(30));
    const looks = context.events.flatMap((event) => (event.type === "keys.unknown_kid" ? [event.refetched] : []));
    expect(looks).toEqual([true, true, false, true, false]);
  });

  test("has the look that was not left made up for at the moment when there is one, although nobody asks", async () => {
    const { keys, source, context } = await warm();
    for (const kid of ["x", "y", "z", "b"]) await keys.find(es256(kid), context.clock.advance(1));
    // Beside the timer for the next refresh.
    expect(context.timers.waiting).toEqual([480, 28]);
    source.load.mockResolvedValue(withKeys(a, b));
    context.clock.advance(27);
    context.timers.fire();
    await settle();
    expect(source.load).toHaveBeenCalledTimes(3);
    expect(keys.find(es256("b"), context.clock.now())).toBe(b);
    expect(context.timers.waiting).toEqual([480]);
  });

  test("and it is taken from the same budget", async () => {
    const { keys, source, context } = await warm();
    for (const kid of ["x", "y", "z"]) await keys.find(es256(kid), context.clock.now());
    context.clock.advance(30);
    context.timers.fire();
    await settle();
    expect(source.load).toHaveBeenCalledTimes(3);
    await keys.find(es256("v"), context.clock.now());
    expect(source.load).toHaveBeenCalledTimes(3);
  });

  test("and it is, also when the timer goes off a little early", async () => {
    const { keys, source, context } = await warm();
    for (const kid of ["x", "y", "z"]) await keys.find(es256(kid), context.clock.now());
    context.clock.advance(29.999);
    context.timers.fire();
    await settle();
    expect(source.load).toHaveBeenCalledTimes(2);
    expect(Math.min(...context.timers.waiting)).toBeCloseTo(0.001, 6);
    context.clock.advance(0.001);
    context.timers.fire();
    await settle();
    expect(source.load).toHaveBeenCalledTimes(3);
  });

  test("and for the latest of those that were missed: a set that is older than it has not shown that", async () => {
    const { keys, source, context, loader } = await warm();
    for (const kid of ["x", "y", "z"]) await keys.find(es256(kid), context.clock.now());
    await loader.load({ now: context.clock.advance(10) });
    await Promise.resolve(keys.find(es256("b"), context.clock.advance(1)));
    source.load.mockClear();
    context.clock.advance(20);
    context.timers.fire();
    await settle();
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("and a clock that fails then fails nothing else", async () => {
    const { keys, source, context } = await warm();
    for (const kid of ["x", "y", "z"]) await keys.find(es256(kid), context.clock.now());
    source.load.mockClear();
    vi.spyOn(context.clock, "now").mockImplementation(() => {
      throw new Error("a defect");
    });
    expect(() => context.timers.fire()).not.toThrow();
    expect(source.load).not.toHaveBeenCalled();
  });

  test.each([
    ["a request has made it since", "fetched"],
    ["the source is being left alone", "down"],
    ["a load is under way", "loading"],
  ])("and not if %s", async (_, state) => {
    const { keys, source, context, loader } = await warm();
    for (const kid of ["x", "y", "z"]) await keys.find(es256(kid), context.clock.now());
    const now = context.clock.advance(31);
    if (state === "fetched") await loader.load({ now });
    if (state === "down") context.record.outage = { cause: DOWN, failures: 1, failedAt: now, nextAttemptAt: now + 5 };
    if (state === "loading") source.load.mockReturnValueOnce(new Promise(() => {}));
    if (state === "loading") void loader.load({ now });
    source.load.mockClear();
    context.timers.fire();
    await settle();
    expect(source.load).not.toHaveBeenCalled();
  });

  test("and not once the keys are closed", async () => {
    const { keys, context } = await warm();
    for (const kid of ["x", "y", "z"]) await keys.find(es256(kid), context.clock.now());
    context.closing.abort();
    expect(context.timers.waiting).toEqual([]);
    await expect(keys.find(es256("z"), context.clock.now())).rejects.toMatchObject({ code: "unavailable" });
    for (const kid of ["u", "v"]) await Promise.resolve(keys.find(es256(kid), context.clock.now())).catch(() => {});
    expect(context.timers.waiting).toEqual([]);
  });

  test("does not slow down known keys", async () => {
    const { keys, source, context } = await warm();
    source.load.mockReturnValue(new Promise(() => {}));
    const waiting = Promise.resolve(keys.find(es256("x"), context.clock.now())).catch(() => "gave up");
    expect(keys.find(es256("a"), context.clock.now())).toBe(a);
    await vi.advanceTimersByTimeAsync(3000);
    expect(await waiting).toBe("gave up");
  });
});

describe("misses at the same time", () => {
  test("share one look", async () => {
    const { keys, source, context } = await warm();
    source.load.mockResolvedValueOnce(withKeys(a, b));
    const now = context.clock.now();
    const found = await Promise.all(Array.from({ length: 1000 }, async () => keys.find(es256("b"), now)));
    expect(new Set(found)).toEqual(new Set([b]));
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("look again, once, when the look they joined had begun before them", async () => {
    const { keys, source, context } = await warm();
    const [first, second] = [deferred<KeySetResponse>(), deferred<KeySetResponse>()];
    source.load.mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
    const now = context.clock.now();
    const early = keys.find(es256("x"), now);
    const late = [keys.find(es256("b"), now), keys.find(es256("b"), now)];
    first.resolve(withKeys(a));
    await settle();
    expect(source.load).toHaveBeenCalledTimes(2);
    second.resolve(withKeys(a, b));
    expect(await Promise.all([early, ...late])).toEqual([undefined, b, b]);
    expect(source.load).toHaveBeenCalledTimes(2);
  });

  test("give up after 3 seconds, each for itself, and the look goes on", async () => {
    const { keys, source, context } = await warm();
    const slow = deferred<KeySetResponse>();
    source.load.mockReturnValueOnce(slow.promise);
    const now = context.clock.now();
    const early = expect(keys.find(es256("b"), now)).rejects.toMatchObject({
      code: "unavailable",
      detail: `The keys of ${ISSUER} have not come yet`,
    });
    await vi.advanceTimersByTimeAsync(2000);
    const late = keys.find(es256("b"), now);
    await vi.advanceTimersByTimeAsync(1000);
    await early;
    slow.resolve(withKeys(a, b));
    expect(await late).toBe(b);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a kid that is unknown at a cold start", () => {
  test("has just been looked for", async () => {
    const { keys, source, context } = createStack();
    source.load.mockResolvedValue(withKeys(a));
    await expect(keys.find(es256("x"), context.clock.now())).resolves.toBeUndefined();
    expect(keys.find(es256("x"), context.clock.now())).toBeUndefined();
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("is looked for again if the first load had begun before", async () => {
    const { keys, source, context } = createStack();
    source.load.mockResolvedValueOnce(withKeys(a)).mockResolvedValueOnce(withKeys(a, b));
    const now = context.clock.now();
    expect(await Promise.all([keys.find(es256("a"), now), keys.find(es256("b"), now)])).toEqual([a, b]);
    expect(source.load).toHaveBeenCalledTimes(2);
  });

  test("may have a name too long to remember", async () => {
    const { keys, source, context } = createStack();
    source.load.mockResolvedValue(withKeys(a));
    await expect(keys.find(es256("x".repeat(5000)), context.clock.now())).resolves.toBeUndefined();
    expect(source.load).toHaveBeenCalledTimes(1);
  });
});

describe("while the source fails", () => {
  test("an unknown kid is an outage, not a denial, and fetches nothing while backing off", async () => {
    const { keys, source, context } = await warm();
    source.load.mockRejectedValue(DOWN);
    await expect(keys.find(es256("x"), context.clock.now())).rejects.toMatchObject({
      code: "unavailable",
      cause: DOWN,
    });
    await expect(keys.find(es256("y"), context.clock.now())).rejects.toMatchObject({
      retryAfterSeconds: 1,
      cause: DOWN,
    });
    expect(keys.find(es256("a"), context.clock.now())).toBe(a);
    expect(source.load).toHaveBeenCalledTimes(1);
  });

  test("an unknown kid is looked for at the very end of the pause", async () => {
    const { keys, source, context } = await warm();
    const now = context.clock.now();
    context.record.outage = { cause: DOWN, failures: 1, failedAt: now, nextAttemptAt: now + 1 };
    await expect(keys.find(es256("b"), now + 0.9)).rejects.toMatchObject({ code: "unavailable" });
    expect(source.load).not.toHaveBeenCalled();
    source.load.mockResolvedValueOnce(withKeys(a, b));
    await expect(keys.find(es256("b"), now + 1)).resolves.toBe(b);
  });

  test("what is not sent while backing off is not counted against the budget", async () => {
    const { keys, source, context } = await warm();
    source.load.mockRejectedValueOnce(DOWN).mockResolvedValueOnce(withKeys(a, b));
    for (const kid of ["x", "y", "z"]) {
      await expect(keys.find(es256(kid), context.clock.now())).rejects.toMatchObject({
        detail: expect.stringContaining("cannot be had"),
      });
    }
    await expect(keys.find(es256("b"), context.clock.advance(1))).resolves.toBe(b);
  });

  test("so is one that the budget does not reach, and one that is remembered", async () => {
    const { keys, source, context } = await warm();
    await keys.find(es256("x"), context.clock.now());
    source.load.mockRejectedValue(DOWN);
    await expect(keys.find(es256("y"), context.clock.now())).rejects.toMatchObject({
      detail: expect.stringContaining("cannot be had"),
    });
    context.clock.advance(1);
    await expect(keys.find(es256("z"), context.clock.now())).rejects.toMatchObject({
      detail: expect.stringContaining("cannot be had"),
    });
    await expect(keys.find(es256("x"), context.clock.now())).rejects.toMatchObject({
      detail: expect.stringContaining("cannot be had"),
    });
    expect(source.load).toHaveBeenCalledTimes(2);
  });

  test("one who joined the failed look is told so too", async () => {
    const { keys, source, context } = await warm();
    const slow = deferred<KeySetResponse>();
    source.load.mockReturnValueOnce(slow.promise);
    const now = context.clock.now();
    const both = [keys.find(es256("x"), now), keys.find(es256("y"), now)].map((answer) =>
      expect(answer).rejects.toMatchObject({ code: "unavailable", cause: DOWN }),
    );
    slow.reject(DOWN);
    await Promise.all(both);
  });
});
