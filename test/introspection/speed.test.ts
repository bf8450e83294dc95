import { test } from "vitest";
import { expectAtMost } from "../outages/support/figures.js";
import { AGAINST_CHECKED, measureSpeed } from "./support/speed.js";
import { median } from "./support/stopwatch.js";
import { PATIENT } from "./support/world.js";

test("an opaque token whose answer is remembered costs no more than a JWT", PATIENT, async (context) => {
  const batches = await measureSpeed(15, 100);
  const measured = median(batches.map(({ opaque, jwt }) => opaque / jwt));
  expectAtMost(context, { name: AGAINST_CHECKED, limit: 1.3, measured });
});
