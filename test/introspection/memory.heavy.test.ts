import { test } from "vitest";
import { expectAtMost } from "../outages/support/figures.js";
import { expectLittleGrowth, toMegabytes } from "./support/memory.js";
import { PATIENT } from "./support/world.js";

test("tokens that are not active leave little behind in memory", PATIENT, async (context) => {
  // The answers that are remembered take 2 MB; all of them would take 8.
  await expectLittleGrowth({ tokens: 50_000, megabytes: 5 }, context);
});

test("a million tokens that are not active leave little behind in memory", { timeout: 600_000 }, async (context) => {
  const { residentGrownBytes } = await expectLittleGrowth({ tokens: 1_000_000, megabytes: 20 }, context);
  const name = "1,000,000 invalid tokens: growth of the process, since the first 100,000";
  expectAtMost(context, { name, limit: 20, unit: "MB", measured: toMegabytes(residentGrownBytes) });
});
