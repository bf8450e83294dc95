import { expect, test } from "vitest";
import { runChild } from "../outages/support/child.js";
import { expectAtMost } from "../outages/support/figures.js";

const TOKENS = 100_000;
/** Core, and the gate behind which every adapter stands. */
const DOORS = 2;
const MEGABYTE = 1_000_000;

test(
  "S-01: a hundred thousand tokens that are no good leave nothing behind in memory, and cost no more fetches than the budget",
  {
    timeout: 600_000,
  },
  async (context) => {
    const run = await runChild("counts-refusals", [`${TOKENS}`], ["--expose-gc"]);
    expect(run).toMatchObject({ code: 0, complaints: "" });
    const [counts, last] = run.lines;
    const { refused, fetches, grownBytes } = JSON.parse(counts!) as Readonly<Record<string, number>>;
    expect(refused).toBe(TOKENS * DOORS);
    expect(last).toBe("false,false");
    const name = "100,000 tokens that are no good";
    expectAtMost(context, {
      name: `${name}: growth of the heap`,
      limit: 4,
      unit: "MB",
      measured: grownBytes! / MEGABYTE,
    });
    // In these 333 seconds each of the two may look for a new key twice at once, then every 30 seconds, and refresh the keys once.
    const limit = DOORS * (2 + 12 + 1);
    expectAtMost(context, { name: `${name}: fetches of the JWK Set`, limit, measured: fetches! });
  },
);
