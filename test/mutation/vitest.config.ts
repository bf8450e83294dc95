import { defineConfig } from "vitest/config";

// The project `core` of the root's configuration, alone: Stryker has no setting that picks one of several projects.
export default defineConfig({
  root: "packages/core",
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: { include: ["test/**/*.test.ts"] },
});
