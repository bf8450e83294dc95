// Breaks the source of core on purpose, one small change at a time, and asks whether a test of core goes red.
// Run by `npm run mutation` from the root of the repository; its arguments are handed on to Stryker.
import { fileURLToPath } from "node:url";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "vitest",
  plugins: [fileURLToPath(import.meta.resolve("@stryker-mutator/vitest-runner"))],
  mutate: ["packages/core/src/**/*.ts"],
  vitest: { configFile: "test/mutation/vitest.config.ts", related: false },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // Both would need the compiler API, which TypeScript 7 does not have. A mutant that does not compile is left to
  // the tests, and there are no project references to rewrite.
  checkers: [],
  tsconfigFile: "none",
  ignorePatterns: ["dist", "docs", "examples", "packages/{express,fastify,hono,testing}"],
  tempDirName: ".stryker-tmp",
  reporters: ["clear-text", "progress", "html", "json"],
  htmlReporter: { fileName: "reports/mutation/index.html" },
  jsonReporter: { fileName: "reports/mutation/report.json" },
  thresholds: { high: 90, low: 80, break: null },
};
