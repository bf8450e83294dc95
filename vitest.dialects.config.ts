import { defineConfig } from "vitest/config";

/**
 * `npm run dialects`: which tokens of which servers are taken, as tables, and their figures. With `-- --update` it writes
 * `docs/issuers.md` too, and the names of the servers in `docs/recipes/testing.md`.
 */
export default defineConfig({
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: {
    include: ["test/dialects/**/*.test.ts", "test/audit/*.heavy.test.ts", "test/docs/recipes.test.ts"],
    maxWorkers: 1,
    reporters: [
      "default",
      "./scripts/closing-line-reporter.mjs",
      "./scripts/tables-reporter.mjs",
      "./scripts/figures-reporter.mjs",
    ],
  },
});
