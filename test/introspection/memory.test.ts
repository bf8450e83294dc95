import { test } from "vitest";
import { expectLittleGrowth } from "./support/memory.js";
import { PATIENT } from "./support/world.js";

test("tokens that are not active leave little behind in memory", PATIENT, async (context) => {
  await expectLittleGrowth(50_000, context);
});
