import { expect, test } from "vitest";
import { resolveSignatureMemory } from "../src/resolve-signature-memory.js";

function resolve(signatureMemory: unknown) {
  const problems: string[] = [];
  return { limits: resolveSignatureMemory({ signatureMemory } as never, problems), problems };
}

test.each([
  [undefined, { entries: 10_000, maxTokenBytes: 4096 }],
  [{}, { entries: 10_000, maxTokenBytes: 4096 }],
  [{ entries: 1 }, { entries: 1, maxTokenBytes: 4096 }],
  [
    { entries: 1_000_000, maxTokenBytes: 1_048_576 },
    { entries: 1_000_000, maxTokenBytes: 1_048_576 },
  ],
  [false, undefined],
])("%j is taken", (given, limits) => {
  expect(resolve(given)).toEqual({ limits, problems: [] });
});

test.each([
  [true, "signatureMemory must be false, or an object of numbers such as { entries: 10000 }"],
  [null, "signatureMemory must be false, or an object of numbers such as { entries: 10000 }"],
  [[], "signatureMemory must be false, or an object of numbers such as { entries: 10000 }"],
  [1000, "signatureMemory must be false, or an object of numbers such as { entries: 10000 }"],
  [{ entries: 0 }, "signatureMemory.entries must be a whole number from 1 to 1000000; false remembers none"],
  [{ entries: 1.5 }, "signatureMemory.entries must be a whole number from 1 to 1000000; false remembers none"],
  [{ entries: 1_000_001 }, "signatureMemory.entries must be a whole number from 1 to 1000000; false remembers none"],
  [{ entries: "10" }, "signatureMemory.entries must be a whole number from 1 to 1000000; false remembers none"],
  [{ maxTokenBytes: 255 }, "signatureMemory.maxTokenBytes must be a number from 256 to 1048576"],
  [{ maxTokenBytes: Number.NaN }, "signatureMemory.maxTokenBytes must be a number from 256 to 1048576"],
])("%j is refused", (given, sentence) => {
  expect(resolve(given).problems).toEqual([sentence]);
});

test("a name that is unknown is refused, with the one that is meant", () => {
  expect(resolve({ maxEntries: 5 }).problems).toHaveLength(1);
  expect(resolve({ entrys: 5 }).problems[0]).toContain("entries");
});
