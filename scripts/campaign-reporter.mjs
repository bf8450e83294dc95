// Prints what became of each property, as one table with a sum, at the end of a run.

/** @import { TestCase, TestModule } from "vitest/node" */
/** @import { PropertyRun } from "../test/fuzz/support/campaign.js" */

export default class CampaignReporter {
  /** @type {readonly PropertyRun[]} */
  #properties = [];
  #startedAt = performance.now();

  constructor() {
    // On exit, because vitest still writes after the run has ended.
    process.on("exit", () => {
      if (this.#properties.length > 0) console.log(`\n${this.#table()}\n`);
    });
  }

  /** @param {readonly TestModule[]} modules */
  onTestRunEnd(modules) {
    this.#properties = modules.flatMap((module) => [...module.children.allTests()].flatMap(propertyOf));
  }

  #table() {
    const properties = this.#properties.toSorted((one, other) => other.runs - one.runs);
    const runs = properties.reduce((sum, property) => sum + property.runs, 0);
    const failed = properties.filter((property) => property.failed).length;
    const minutes = ((performance.now() - this.#startedAt) / 60_000).toFixed(1);
    const seeds = [...new Set(properties.map(({ seed }) => seed))].join(", ");
    return [
      ...properties.map(describe),
      `${properties.length} properties, ${runs.toLocaleString("en-US")} runs, ${failed} violated, ${minutes} minutes, seed ${seeds}`,
    ].join("\n");
  }
}

/** @param {PropertyRun} property */
function describe({ name, runs, seconds, failed, outcomes, leftToChance }) {
  const seen = Object.entries(outcomes).toSorted(([, one], [, other]) => other - one);
  const words = seen.map(
    ([outcome, count]) => `${outcome === "" ? "nothing" : outcome} ${count.toLocaleString("en-US")}`,
  );
  const head = `${failed ? "VIOLATED" : "held"}  ${name}: ${runs.toLocaleString("en-US")} runs, ${seconds.toFixed(1)} s`;
  const chance = leftToChance.length === 0 ? "" : `\n        too few runs to ask for: ${leftToChance.join(", ")}`;
  return `${head}\n        ${words.join(", ")}${chance}`;
}

/**
 * @param {TestCase} test
 * @returns {readonly PropertyRun[]}
 */
function propertyOf(test) {
  const { campaign } = /** @type {{ campaign?: PropertyRun }} */ (test.meta());
  return campaign === undefined ? [] : [campaign];
}
