// Prints the figures that tests have noted in `task.meta.figures`, as one table, at the end of a run.

/** @import { TestCase, TestModule } from "vitest/node" */
/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} limit
 * @property {number} measured
 * @property {string} [unit]
 * @property {"at least" | "at most" | "exactly"} relation
 * @property {boolean} holds
 */

export default class FiguresReporter {
  /** @type {readonly Figure[]} */
  #figures = [];

  constructor() {
    // On exit, because vitest still writes after the run has ended.
    process.on("exit", () => {
      if (this.#figures.length > 0) console.log(`\n${toTable(this.#figures)}\n`);
    });
  }

  /** @param {readonly TestModule[]} modules */
  onTestRunEnd(modules) {
    const inOrder = modules.toSorted((one, other) => one.moduleId.localeCompare(other.moduleId));
    this.#figures = inOrder.flatMap((module) => [...module.children.allTests()].flatMap(figuresOf));
    // A figure fails its test as well; this is for a test that noted one and did not ask.
    if (this.#figures.some(({ holds }) => !holds)) process.exitCode = 1;
  }
}

/**
 * @param {TestCase} test
 * @returns {readonly Figure[]}
 */
function figuresOf(test) {
  return /** @type {{ figures?: Figure[] }} */ (test.meta()).figures ?? [];
}

/**
 * One row for each name, with the worst that was measured under it.
 *
 * @param {readonly Figure[]} figures
 */
function toTable(figures) {
  const names = [...new Set(figures.map(({ name }) => name))];
  const rows = names.map((name) => toRow(figures.filter((figure) => figure.name === name)));
  const lines = [["", "limit", "measured", "times", "holds"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const ruled = [lines[0] ?? [], widths.map((width) => "-".repeat(width)), ...lines.slice(1)];
  return ruled
    .map((line) =>
      line
        .map((cell, column) => pad(cell, widths[column] ?? 0, column))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** @param {readonly Figure[]} alike */
function toRow(alike) {
  const [first, ...others] = alike;
  if (first === undefined) return [];
  const worst = others.reduce((one, other) => (badness(other) > badness(one) ? other : one), first);
  const { name, limit, measured, unit, relation } = worst;
  const holds = alike.every((figure) => figure.holds) ? "yes" : "NO";
  return [name, `${relation} ${write(limit, unit)}`, write(measured, unit), `${alike.length}`, holds];
}

/** @param {Figure} figure */
function badness({ relation, limit, measured }) {
  const excess = measured - limit;
  if (relation === "exactly") return Math.abs(excess);
  return relation === "at least" ? -excess : excess;
}

/**
 * @param {number} value
 * @param {string} [unit]
 */
function write(value, unit = "") {
  return `${value.toLocaleString("en-US", { maximumFractionDigits: 2 })} ${unit}`.trimEnd();
}

/**
 * @param {string} cell
 * @param {number} width
 * @param {number} column
 */
function pad(cell, width, column) {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
