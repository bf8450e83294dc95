import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** What takes long is run by scripts of its own, such as `npm run outages`. */
const EXCLUDED = ["**/node_modules/**", "**/dist/**", "**/*.heavy.test.ts", "**/*.interop.test.ts"];

/**
 * With fake timers a test would see the work that another file left in the background, too; and a module that is replaced must
 * not have been loaded before.
 */
const alone = readdirSync("packages/core/test", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts"))
  .map((path) => `test/${path}`)
  .filter((path) => readFileSync(`packages/core/${path}`, "utf8").match(/useFakeTimers\(|vi\.mock\(/) !== null);

/**
 * One project for each package, and one for what crosses packages. In each, files share a process, which halves the time,
 * except those of core that need one of their own: `--project "core*"` is all of core.
 *
 * The condition `@ostiary/source` leads to the TypeScript sources of the workspaces, so that tests need no build.
 */
const project = (
  name: string,
  root: string,
  { isolate = false, include = ["**/*.test.ts"], exclude = [] }: Files = {},
) => ({
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: { name, root, isolate, include, exclude: [...EXCLUDED, ...exclude] },
});

interface Files {
  readonly isolate?: boolean;
  readonly include?: string[];
  readonly exclude?: readonly string[];
}

export default defineConfig({
  test: {
    projects: [
      project("core", "packages/core", { exclude: alone }),
      project("core-alone", "packages/core", { include: alone, isolate: true }),
      project("express", "packages/express"),
      project("fastify", "packages/fastify"),
      project("hono", "packages/hono"),
      project("testing", "packages/testing"),
      project("test", "test"),
    ],
    // By default one core is left free, which on two of them halves the pace.
    maxWorkers: "100%",
    reporters: ["default", "./test/attacks/support/tried-reporter.ts", "./scripts/closing-line-reporter.mjs"],
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
