import { defineConfig } from "vitest/config";

/**
 * One project for each package, and one for what crosses packages.
 *
 * The condition `@ostiary/source` leads to the TypeScript sources of the workspaces, so that tests need no build. Files
 * share a process, which halves the time, except in core: there some have fake timers, which the work that another file
 * left in the background would see.
 */
const project = (name: string, root: string) => ({
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: {
    name,
    root,
    isolate: name === "core",
    include: ["**/*.test.ts"],
    // What takes long is run by `npm run outages` and `npm run introspection`.
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.heavy.test.ts"],
  },
});

export default defineConfig({
  test: {
    projects: [
      project("core", "packages/core"),
      project("express", "packages/express"),
      project("fastify", "packages/fastify"),
      project("hono", "packages/hono"),
      project("testing", "packages/testing"),
      project("test", "test"),
    ],
    // By default one core is left free, which on two of them halves the pace.
    maxWorkers: "100%",
    reporters: ["default", "./scripts/closing-line-reporter.mjs"],
    coverage: {
      provider: "v8",
      // Seen from the root of the repository, and from core when it is the only project of a run.
      include: ["packages/core/src/**/*.ts", "src/**/*.ts"],
      reporter: ["text", "json-summary"],
      reportsDirectory: "coverage",
      thresholds: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
});
