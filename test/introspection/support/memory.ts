import { expect, type TestContext } from "vitest";
import { expectAtMost } from "../../outages/support/figures.js";
import { runCounting } from "./child.js";

/** What the program counted. */
export interface MemoryCounts {
  readonly denied: number;
  readonly calls: number;
  /** Heap and what hangs on it, after garbage collection. */
  readonly grownBytes: number;
  /** Resident memory of the process, since the first tenth of the tokens. */
  readonly residentGrownBytes: number;
}

/** Distinct tokens that are not active, each of which is asked about, leave little behind. */
export async function expectLittleGrowth(
  { tokens, megabytes }: { readonly tokens: number; readonly megabytes: number },
  context: TestContext,
): Promise<MemoryCounts> {
  const program = new URL("../processes/counts-memory.mjs", import.meta.url);
  const counts = await runCounting<MemoryCounts>(program, [tokens], ["--expose-gc"]);
  expect(counts).toMatchObject({ denied: tokens, calls: tokens });
  const name = `${tokens.toLocaleString("en-US")} invalid tokens: growth of the memory in use`;
  expectAtMost(context, { name, limit: megabytes, unit: "MB", measured: toMegabytes(counts.grownBytes) });
  return counts;
}

export function toMegabytes(bytes: number): number {
  return bytes / 1_000_000;
}
