import { test } from "vitest";
import { expectLittleGrowth } from "./support/memory.js";
import { PATIENT } from "./support/world.js";

test("tokens that are not active leave little behind in memory", PATIENT, async (context) => {
  // The answers that are remembered take 2 MB; all of them would take 8.
  await expectLittleGrowth({ tokens: 50_000, megabytes: 5 }, context);
});
