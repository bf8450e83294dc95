import { defineConfig } from "vitest/config";

// The project `core` of the root's configuration, alone: Stryker has no setting that picks one of several projects.
/** A mutant that is made while a module loads is put to all tests: those of one room are enough to begin with. */
const include = process.env["OSTIARY_MUTATION_TESTS"]?.split(",") ?? ["test/**/*.test.ts"];

export default defineConfig({
  root: "packages/core",
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: { include },
});
