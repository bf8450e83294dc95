import { expect } from "vitest";
import { runCounting } from "./child.js";

/** How long a batch of each took, in seconds. */
export interface Batch {
  /** An opaque token whose answer is remembered. */
  readonly opaque: number;
  /** The same JWT again. */
  readonly jwt: number;
  /** The check of its signature alone. */
  readonly signature: number;
}

/** Measures batches of so many times each, in turn, in a process of its own. */
export async function measureSpeed(batches: number, times: number): Promise<readonly Batch[]> {
  const program = new URL("../processes/measures-speed.mjs", import.meta.url);
  const run = await runCounting<{ calls: number; measured: readonly Batch[] }>(program, [batches, times]);
  expect(run.calls).toBe(1);
  return run.measured;
}

export const AGAINST_CHECKED = "time of a cached opaque token : the same JWT again, signature checked (RS256)";
