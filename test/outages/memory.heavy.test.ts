import { expect, test } from "vitest";
import { runChild } from "./support/child.js";
import { expectAtMost } from "./support/figures.js";

const KIDS = 1_000_000;
const MEGABYTE = 1_000_000;

test("a million unknown kids leave nothing behind in memory", { timeout: 600_000 }, async (context) => {
  const run = await runChild("counts-memory", [`${KIDS}`], ["--expose-gc"]);
  expect(run).toMatchObject({ code: 0, complaints: "" });
  const [counts, last] = run.lines;
  const { denied, grownBytes } = JSON.parse(counts!) as { readonly denied: number; readonly grownBytes: number };
  expect(denied).toBe(KIDS);
  expect(last).toBe("accepted");
  const measured = grownBytes / MEGABYTE;
  expectAtMost(context, { name: "1,000,000 unknown kids: growth of the heap", limit: 10, unit: "MB", measured });
});
