import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** On a machine that has none of them yet, the last to be built is waited for alone. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = SLOWEST.findIndex((name) => moduleId.endsWith(`/${name}.interop.test.ts`));
      return found === -1 ? SLOWEST.length : found;
    };
    return files.toSorted((one, other) => rank(one) - rank(other));
  }
}

const SLOWEST = ["hydra", "keycloak", "spring"];

/** `npm run interop`: real authorization servers, and the table of what Ostiary makes of their tokens. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@ostiary/source", "module", "node", "default"] } },
  test: {
    include: ["test/interop/*.interop.test.ts"],
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    reporters: ["default", "./scripts/closing-line-reporter.mjs", "./scripts/interop-reporter.mjs"],
  },
});
