// Prints server × check at the end of a run of `npm run interop`, with versions, and why what was left out was left out.

import { basename } from "node:path";

/** @import { TestCase, TestModule } from "vitest/node" */
/** @typedef {{ server: string, version: string | undefined, check: string, setUpSeconds: number, notes: string[] }} Interop */
/** @typedef {Interop & { result: "pass" | "FAIL" | "n/a" | "none", note: string | undefined }} Cell */
/** @typedef {{ server: string, why: string }} Lost A server of which not one check was made. */

export default class InteropReporter {
  /** @type {readonly Cell[]} */
  #cells = [];
  /** @type {readonly Lost[]} */
  #lost = [];

  constructor() {
    // On exit, because vitest still writes after the run has ended.
    process.on("exit", () => {
      if (this.#cells.length + this.#lost.length === 0) return;
      console.log(`\n${toTable(this.#cells, this.#lost)}\n\n${toNotes(this.#cells, this.#lost)}\n`);
    });
  }

  /** @param {readonly TestModule[]} modules */
  onTestRunEnd(modules) {
    const inOrder = modules.toSorted((one, other) => one.moduleId.localeCompare(other.moduleId));
    const cells = inOrder.map((module) => [...module.children.allTests()].flatMap(cellOf));
    this.#cells = cells.flat();
    this.#lost = inOrder.filter((_, index) => cells[index]?.length === 0).map(lostOf);
    const missing = this.#cells.some(({ result }) => result === "none");
    if (missing && process.env["OSTIARY_INTEROP_REQUIRE_ALL"] !== undefined) process.exitCode = 1;
  }
}

/**
 * @param {TestCase} test
 * @returns {readonly Cell[]}
 */
function cellOf(test) {
  const { interop } = /** @type {{ interop?: Interop }} */ (test.meta());
  if (interop === undefined) return [];
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  if (result.state === "passed") return [{ ...interop, result: "pass", note }];
  if (result.state !== "skipped") return [{ ...interop, result: "FAIL", note }];
  return [{ ...interop, result: interop.version === undefined ? "none" : "n/a", note }];
}

/**
 * Its set-up has not come to an end, or its file cannot be read.
 *
 * @param {TestModule} module
 * @returns {Lost}
 */
function lostOf(module) {
  const errors = [module, ...module.children.allSuites()].flatMap((suite) => suite.errors());
  const why = errors.map(({ message }) => message.replaceAll(/\s+/g, " ")).join("; ");
  return { server: basename(module.moduleId).replace(/\..*$/, ""), why: why || "no check has been made" };
}

/**
 * @param {readonly Cell[]} cells
 * @param {readonly Lost[]} lost
 */
function toTable(cells, lost) {
  const checks = unique(cells.map(({ check }) => check));
  const firsts = unique(cells.map(({ server }) => server)).flatMap(
    (server) => cells.find((cell) => cell.server === server) ?? [],
  );
  const rows = firsts.map((first) => {
    const own = cells.filter((cell) => cell.server === first.server);
    const results = checks.map((check) => own.find((cell) => cell.check === check)?.result ?? "?");
    const version = first.version ?? (first.result === "none" ? "not here" : "?");
    return [first.server, version, toSeconds(first.setUpSeconds), ...results];
  });
  const lostRows = lost.map(({ server }) => [server, "FAIL", "?"]);
  const sum = ["all", "", toSeconds(firsts.reduce((before, { setUpSeconds }) => before + setUpSeconds, 0))];
  return toColumns([["", "version", "set-up", ...checks], ...rows, ...lostRows, sum]);
}

/** @param {number} seconds */
function toSeconds(seconds) {
  return `${seconds.toFixed(1)} s`;
}

/** @param {readonly (readonly string[])[]} lines The first is the heading. */
function toColumns(lines) {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const ruled = [lines[0] ?? [], widths.map((width) => "-".repeat(width)), ...lines.slice(1)];
  return ruled
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * Once for each server that is missing, and for each check that does not apply or has something to say.
 *
 * @param {readonly Cell[]} cells
 * @param {readonly Lost[]} lost
 */
function toNotes(cells, lost) {
  const failed = lost.map(({ server, why }) => `FAILED: ${server}: ${why}`);
  const missing = cells
    .filter(({ result }) => result === "none")
    .map(({ server, note }) => `SKIPPED: ${server}: ${note}`);
  const left = cells
    .filter(({ result }) => result === "n/a")
    .map(({ server, check, note }) => `n/a: ${server}, ${check}: ${note}`);
  const notes = cells.flatMap(({ server, check, notes: said }) =>
    said.map((text) => `note: ${server}, ${check}: ${text}`),
  );
  return unique([...failed, ...missing, ...left, ...notes]).join("\n");
}

/**
 * @param {readonly string[]} values
 * @returns {string[]}
 */
function unique(values) {
  return [...new Set(values)];
}
