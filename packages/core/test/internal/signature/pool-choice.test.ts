import { beforeEach, describe, expect, test } from "vitest";
import { PoolChoice } from "../../../src/internal/signature/pool-choice.js";

let choice: PoolChoice;
let milliseconds = 0;
beforeEach(() => {
  milliseconds = 1000;
  choice = new PoolChoice(() => milliseconds);
});

/** One check whose caller waits for it before the next is begun. */
async function checkAlone(): Promise<"pool" | "at once"> {
  const toPool = choice.goesToPool();
  if (toPool) choice.ended();
  await Promise.resolve();
  return toPool ? "pool" : "at once";
}

/** How many of so many checks, one after the other, went to the pool. */
async function probesAmong(count: number): Promise<number> {
  let probes = 0;
  for (let done = 0; done < count; done += 1) if ((await checkAlone()) === "pool") probes += 1;
  return probes;
}

describe("checks one after the other", () => {
  test("run at once, but for a probe after fifteen, which become rarer as they find nobody", async () => {
    const places: number[] = [];
    for (let at = 1; at <= 5000; at += 1) if ((await checkAlone()) === "pool") places.push(at);
    expect(places).toEqual([16, 48, 112, 240, 496, 1008, 2032, 3056, 4080]);
  });

  test("return to this thread at the fourth in a row that finds nobody", async () => {
    choice.goesToPool();
    expect(choice.goesToPool()).toBe(true);
    choice.ended();
    await Promise.resolve();
    const where: string[] = [];
    for (let at = 0; at < 5; at += 1) where.push(await checkAlone());
    expect(where).toEqual(["pool", "pool", "pool", "at once", "at once"]);
  });
});

describe("checks begun together", () => {
  test("go to the pool but for the first, and the first too when it happens again", async () => {
    const first = Array.from({ length: 8 }, () => choice.goesToPool());
    expect(first).toEqual([false, ...Array<boolean>(7).fill(true)]);
    for (let at = 0; at < 7; at += 1) choice.ended();
    await Promise.resolve();
    const second = Array.from({ length: 8 }, () => choice.goesToPool());
    expect(second).toEqual(Array<boolean>(8).fill(true));
  });

  test("are seen in later microtasks of one turn too", async () => {
    const begin = async (): Promise<boolean> => {
      await Promise.resolve();
      await Promise.resolve();
      return choice.goesToPool();
    };
    expect(await Promise.all([begin(), begin(), begin()])).toEqual([false, true, true]);
  });
});

describe("a check that begins while a probe is under way", () => {
  /** Goes on until there is one, and leaves it there. */
  async function toProbe(): Promise<void> {
    while (!choice.goesToPool()) await Promise.resolve();
  }

  test("shows that requests overlap: it goes to the pool, and those after it", async () => {
    await toProbe();
    await Promise.resolve();
    expect(choice.goesToPool()).toBe(true);
    choice.ended();
    expect(choice.goesToPool()).toBe(true);
    choice.ended();
    choice.ended();
  });

  test("makes probes frequent again once it is quiet", async () => {
    await probesAmong(1000);
    await toProbe();
    choice.goesToPool();
    choice.ended();
    choice.ended();
    expect(await probesAmong(4)).toBe(3);
    // The fourth ran at once, and was the first of sixteen.
    expect(await probesAmong(14)).toBe(0);
    expect(await checkAlone()).toBe("pool");
  });

  test("keeps all in the pool as long as one finds another, whatever happens between", async () => {
    await toProbe();
    for (let at = 0; at < 50; at += 1) {
      expect(choice.goesToPool()).toBe(true);
      choice.ended();
      await Promise.resolve();
    }
    choice.ended();
  });

  test("starts the count of those who found nobody afresh", async () => {
    for (let round = 0; round < 3; round += 1) {
      choice.sendToPool();
      choice.goesToPool();
      choice.ended();
      choice.ended();
      await Promise.resolve();
      expect(await probesAmong(3)).toBe(3);
    }
  });
});

test("a check that is sent to the pool whatever else is there counts as company", () => {
  expect(choice.sendToPool()).toBe(true);
  expect(choice.goesToPool()).toBe(true);
  choice.ended();
  choice.ended();
});

describe("a pool that is full of other work", () => {
  test("is left alone once nothing has come back for twenty milliseconds, until something does", async () => {
    expect([choice.goesToPool(), choice.goesToPool()]).toEqual([false, true]);
    await Promise.resolve();
    milliseconds += 20;
    expect(choice.goesToPool()).toBe(true);
    await Promise.resolve();
    milliseconds += 1;
    expect(choice.goesToPool()).toBe(false);
    expect(choice.sendToPool()).toBe(false);
    await Promise.resolve();
    choice.ended();
    expect(choice.goesToPool()).toBe(true);
  });

  test("is not one that has been idle for long", async () => {
    choice.goesToPool();
    choice.goesToPool();
    choice.ended();
    await Promise.resolve();
    milliseconds += 1000;
    expect(choice.sendToPool()).toBe(true);
    expect(choice.sendToPool()).toBe(true);
  });
});
