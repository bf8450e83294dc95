import { defineConfig } from "vitest/config";

/** `npm run introspection`: all stories of test/introspection, also those that take long, and their figures in one table. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: {
    include: ["test/introspection/**/*.test.ts"],
    maxWorkers: 1,
    reporters: ["default", "./scripts/closing-line-reporter.mjs", "./scripts/figures-reporter.mjs"],
  },
});
