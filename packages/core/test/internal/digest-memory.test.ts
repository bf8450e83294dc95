import { describe, expect, test } from "vitest";
import { DigestMemory } from "../../src/internal/digest-memory.js";

const digestOf = async (memory: Pick<DigestMemory<object>, "digestOf">, text: string) =>
  (await memory.digestOf(text)) ?? "";

describe("a memory of digests", () => {
  test("admits at second sight, and describes nothing before", async () => {
    const memory = new DigestMemory<{ readonly n: number }>({ entries: 10, longestText: 100 });
    const digest = await digestOf(memory, "a");
    let described = 0;
    const describe = () => ({ n: (described += 1) });
    memory.admit(digest, describe);
    expect([memory.recall(digest), described]).toEqual([undefined, 0]);
    memory.admit(digest, describe);
    expect([memory.recall(digest), described]).toEqual([{ n: 1 }, 1]);
  });

  test("tells texts apart", async () => {
    const memory = new DigestMemory({ entries: 10, longestText: 100 });
    const [a, b] = [await digestOf(memory, "a"), await digestOf(memory, "b")];
    for (const digest of [a, a, b]) memory.admit(digest, () => ({}));
    expect(memory.recall(a)).toBeDefined();
    expect(memory.recall(b)).toBeUndefined();
  });

  test("forgets when asked to, and admits again at once", async () => {
    const memory = new DigestMemory({ entries: 10, longestText: 100 });
    const digest = await digestOf(memory, "a");
    memory.admit(digest, () => ({}));
    memory.admit(digest, () => ({}));
    memory.forget(digest);
    expect(memory.recall(digest)).toBeUndefined();
    memory.admit(digest, () => ({}));
    expect(memory.recall(digest)).toBeDefined();
  });

  test("holds no more than its entries, the latest used", async () => {
    const memory = new DigestMemory({ entries: 2, longestText: 100 });
    const digests = await Promise.all(["a", "b", "c"].map((text) => digestOf(memory, text)));
    const [a = "", b = "", c = ""] = digests;
    for (const digest of [a, a, b, b]) memory.admit(digest, () => ({}));
    memory.recall(a);
    memory.admit(c, () => ({}));
    memory.admit(c, () => ({}));
    expect(digests.map((digest) => memory.recall(digest) !== undefined)).toEqual([true, false, true]);
  });

  test("has no digest for what is too long", () => {
    const memory = new DigestMemory({ entries: 2, longestText: 3 });
    expect(memory.digestOf("abcd")).toBeUndefined();
    expect(memory.digestOf("abc")).toBeDefined();
  });

  test("admits nearly all of as many texts as it has entries, when they come in turn", async () => {
    const memory = new DigestMemory({ entries: 1000, longestText: 100 });
    const digests = await Promise.all(Array.from({ length: 1000 }, (_, n) => digestOf(memory, `text ${n}`)));
    for (let turn = 1; turn <= 3; turn += 1) for (const digest of digests) memory.admit(digest, () => ({}));
    expect(digests.filter((digest) => memory.recall(digest) !== undefined).length).toBeGreaterThan(950);
  });

  test("with room for one, it still has one", async () => {
    const memory = new DigestMemory({ entries: 1, longestText: 100 });
    const digest = await digestOf(memory, "a");
    memory.admit(digest, () => ({}));
    memory.admit(digest, () => ({}));
    expect(memory.recall(digest)).toBeDefined();
  });

  test("still knows most of as many texts as it has entries, after as many others", async () => {
    const memory = new DigestMemory({ entries: 1000, longestText: 100 });
    const digests = await Promise.all(Array.from({ length: 2000 }, (_, n) => digestOf(memory, `text ${n}`)));
    for (const digest of digests) memory.admit(digest, () => ({}));
    expect(digests.filter((digest) => memory.recall(digest) !== undefined)).toEqual([]);
    for (const digest of digests.slice(0, 1000)) memory.admit(digest, () => ({}));
    const admitted = digests.filter((digest) => memory.recall(digest) !== undefined).length;
    expect(admitted).toBeGreaterThan(500);
    expect(admitted).toBeLessThanOrEqual(1000);
  });
});
