import { describe, expect, test } from "vitest";
import { DigestMemory } from "../../src/internal/digest-memory.js";

const texts = (count: number) =>
  Array.from({ length: count }, () => Buffer.from(crypto.getRandomValues(new Uint8Array(48))).toString("base64url"));
const recall = async <Known extends object>(memory: DigestMemory<Known>, text: string) => {
  const digest = await memory.digestOf(text);
  return digest === undefined ? undefined : memory.recall(digest);
};
const LIMITS = { entries: 10, longestText: 100 };

describe("a memory of digests", () => {
  test("admits at second sight, and describes nothing before", async () => {
    const memory = new DigestMemory<{ readonly n: number }>(LIMITS);
    let described = 0;
    const describe = () => ({ n: (described += 1) });
    memory.see("some text", describe);
    expect([await recall(memory, "some text"), described]).toEqual([undefined, 0]);
    memory.see("some text", describe);
    expect([await recall(memory, "some text"), described]).toEqual([{ n: 1 }, 1]);
  });

  test("makes no digest of what it does not know", () => {
    const memory = new DigestMemory(LIMITS);
    memory.see("some text", () => ({}));
    memory.see("another text", () => ({}));
    memory.see("another text", () => ({}));
    expect(memory.digestOf("some text")).toBeUndefined();
    expect(memory.digestOf("another text")).toBeDefined();
  });

  test("tells texts with the same end apart", async () => {
    const memory = new DigestMemory(LIMITS);
    const end = "A".repeat(40);
    memory.see(`one ${end}`, () => ({}));
    memory.see(`one ${end}`, () => ({}));
    expect(await recall(memory, `one ${end}`)).toBeDefined();
    expect(await recall(memory, `two ${end}`)).toBeUndefined();
  });

  test("forgets when asked to, and admits again at once", async () => {
    const memory = new DigestMemory(LIMITS);
    for (let time = 1; time <= 2; time += 1) memory.see("text", () => ({}));
    memory.forget((await memory.digestOf("text")) ?? "");
    expect(await recall(memory, "text")).toBeUndefined();
    memory.see("text", () => ({}));
    expect(await recall(memory, "text")).toBeDefined();
  });

  test("holds no more than its entries, the latest used", async () => {
    const memory = new DigestMemory({ entries: 2, longestText: 100 });
    const [a = "", b = "", c = ""] = texts(3);
    for (const text of [a, a, b, b]) memory.see(text, () => ({}));
    await recall(memory, a);
    for (const text of [c, c]) memory.see(text, () => ({}));
    const held = await Promise.all([a, b, c].map(async (text) => (await recall(memory, text)) !== undefined));
    expect(held).toEqual([true, false, true]);
  });

  test("remembers nothing that is too long", async () => {
    const memory = new DigestMemory({ entries: 2, longestText: 3 });
    for (const text of ["abcd", "abcd", "abc", "abc"]) memory.see(text, () => ({}));
    expect(await recall(memory, "abcd")).toBeUndefined();
    expect(await recall(memory, "abc")).toBeDefined();
  });

  test("with room for one, it still has one", async () => {
    const memory = new DigestMemory({ entries: 1, longestText: 100 });
    for (let time = 1; time <= 2; time += 1) memory.see("a", () => ({}));
    expect(await recall(memory, "a")).toBeDefined();
  });

  test("finds nearly all of as many texts as it has entries, when they come in turn", async () => {
    const memory = new DigestMemory({ entries: 1000, longestText: 100 });
    const all = texts(1000);
    for (let turn = 1; turn <= 3; turn += 1) for (const text of all) memory.see(text, () => ({}));
    const found = await Promise.all(all.map((text) => recall(memory, text)));
    expect(found.filter((known) => known !== undefined).length).toBeGreaterThan(950);
  });

  test("admits most of as many texts as it has entries, after as many others", async () => {
    const memory = new DigestMemory({ entries: 1000, longestText: 100 });
    const all = texts(2000);
    for (const text of all) memory.see(text, () => ({}));
    for (const text of all.slice(0, 1000)) memory.see(text, () => ({}));
    const found = await Promise.all(all.slice(0, 1000).map((text) => recall(memory, text)));
    expect(found.filter((known) => known !== undefined).length).toBeGreaterThan(700);
  });

  test("still finds what it holds after a stream of texts that never come back", async () => {
    const memory = new DigestMemory({ entries: 100, longestText: 100 });
    const held = texts(50);
    for (const text of [...held, ...held]) memory.see(text, () => ({}));
    for (const text of texts(20_000)) memory.see(text, () => ({}));
    const found = await Promise.all(held.map((text) => recall(memory, text)));
    expect(found.every((known) => known !== undefined)).toBe(true);
  });
});
