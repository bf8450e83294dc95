// Prints the tables that tests have noted in `task.meta.tables`, at the end of a run.

/** @import { TestCase, TestModule } from "vitest/node" */

export default class TablesReporter {
  /** @type {readonly string[]} */
  #tables = [];

  constructor() {
    // On exit, because vitest still writes after the run has ended.
    process.on("exit", () => {
      for (const table of this.#tables) console.log(`\n${table}`);
    });
  }

  /** @param {readonly TestModule[]} modules */
  onTestRunEnd(modules) {
    const inOrder = modules.toSorted((one, other) => one.moduleId.localeCompare(other.moduleId));
    this.#tables = inOrder.flatMap((module) => [...module.children.allTests()].flatMap(tablesOf));
  }
}

/**
 * @param {TestCase} test
 * @returns {readonly string[]}
 */
function tablesOf(test) {
  return /** @type {{ tables?: string[] }} */ (test.meta()).tables ?? [];
}
