import { cpuUsage } from "node:process";
import { expect, TestRunner } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** The most that a refusal has cost in the test, in milliseconds of CPU time: that of one target, on the average of all. */
    slowestMilliseconds?: number;
  }
}

/**
 * Notes in the running test what refusals have cost, and fails if it was beyond all reason. CPU time, and not what a clock says,
 * which depends on what else the machine has to do. It holds what the test itself spends on sending and reading.
 *
 * @param count - How many targets refused something meanwhile.
 */
export async function expectBoundedCost<Result>(count: number, work: () => Promise<Result>): Promise<Result> {
  const startedAt = cpuUsage();
  const result = await work();
  const { user, system } = cpuUsage(startedAt);
  const milliseconds = (user + system) / 1000 / count;
  const { meta } = TestRunner.getCurrentTest() ?? {};
  if (meta !== undefined) meta.slowestMilliseconds = Math.max(milliseconds, meta.slowestMilliseconds ?? 0);
  expect(milliseconds, "milliseconds of CPU time for a refusal").toBeLessThan(CEILING_MILLISECONDS);
  return result;
}

/** Many times what the dearest costs, the first of a process included, but little beside what takes ever longer with the length. */
const CEILING_MILLISECONDS = 500;
