import { defineConfig } from "vitest/config";

/** `npm run interop`: real authorization servers, and the table of what Ostiary makes of their tokens. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: {
    include: ["test/interop/*.interop.test.ts"],
    maxWorkers: 2,
    reporters: ["default", "./scripts/closing-line-reporter.mjs", "./scripts/interop-reporter.mjs"],
  },
});
