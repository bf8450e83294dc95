// Prints the last line of a test run: `N passed, N failed, N skipped`.

/** @import { TestModule } from "vitest/node" */

export default class ClosingLineReporter {
  #line = "";

  constructor() {
    // On exit, because vitest and coverage still write after the run has ended.
    process.on("exit", () => {
      if (this.#line !== "") console.log(this.#line);
    });
  }

  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const results = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of results) {
        // A test that an aborted run never reached is pending: nobody knows whether it passes.
        counts[state === "pending" ? "failed" : state] += 1;
      }
      // A file that does not load, or whose hooks fail, has failed without a failed test.
      if (module.state() === "failed" && !results.includes("failed")) counts.failed += 1;
    }
    this.#line = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  }
}
