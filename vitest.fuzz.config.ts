import { randomInt } from "node:crypto";
import { defineConfig } from "vitest/config";

const { FUZZ_RUNS = "100000", FUZZ_SEED = String(randomInt(2 ** 31)) } = process.env;

/**
 * `npm run fuzz`: the properties of test/fuzz, `FUZZ_RUNS` times in all, from the seed `FUZZ_SEED`, and one table of what came
 * of them.
 */
export default defineConfig({
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: {
    include: ["test/fuzz/**/*.test.ts"],
    env: { FUZZ_RUNS, FUZZ_SEED },
    maxWorkers: 2,
    reporters: ["default", "./scripts/closing-line-reporter.mjs", "./scripts/campaign-reporter.mjs"],
  },
});
