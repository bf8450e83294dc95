import { defineConfig } from "vitest/config";

/**
 * `npm run outages`: all stories of test/outages, also those that take long, what takes long of test/attacks, and their figures in
 * one table.
 */
export default defineConfig({
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: {
    include: ["test/outages/**/*.test.ts", "test/attacks/**/*.heavy.test.ts"],
    maxWorkers: 2,
    reporters: ["default", "./scripts/closing-line-reporter.mjs", "./scripts/figures-reporter.mjs"],
  },
});
