// Prints server × check at the end of a run of `npm run interop`, with versions, and why what was left out was left out.

/** @import { TestCase, TestModule } from "vitest/node" */
/** @typedef {{ server: string, version: string | undefined, check: string, setUpSeconds: number }} Interop */
/** @typedef {Interop & { result: "pass" | "FAIL" | "n/a" | "none", note: string | undefined }} Cell */

export default class InteropReporter {
  /** @type {readonly Cell[]} */
  #cells = [];

  constructor() {
    // On exit, because vitest still writes after the run has ended.
    process.on("exit", () => {
      if (this.#cells.length > 0) console.log(`\n${toTable(this.#cells)}\n\n${toNotes(this.#cells)}\n`);
    });
  }

  /** @param {readonly TestModule[]} modules */
  onTestRunEnd(modules) {
    const inOrder = modules.toSorted((one, other) => one.moduleId.localeCompare(other.moduleId));
    this.#cells = inOrder.flatMap((module) => [...module.children.allTests()].flatMap(cellOf));
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

/** @param {readonly Cell[]} cells */
function toTable(cells) {
  const checks = unique(cells.map(({ check }) => check));
  const servers = unique(cells.map(({ server }) => server));
  const rows = servers.map((server) => {
    const own = cells.filter((cell) => cell.server === server);
    const [first] = own;
    const results = checks.map((check) => own.find((cell) => cell.check === check)?.result ?? "?");
    return [
      server,
      first?.version ?? (first?.result === "none" ? "not here" : "?"),
      `${(first?.setUpSeconds ?? 0).toFixed(1)} s`,
      ...results,
    ];
  });
  const lines = [["", "version", "set-up", ...checks], ...rows];
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

/** Once for each server that is missing, and for each check that does not apply. */
/** @param {readonly Cell[]} cells */
function toNotes(cells) {
  const missing = cells
    .filter(({ result }) => result === "none")
    .map(({ server, note }) => `SKIPPED: ${server}: ${note}`);
  const left = cells
    .filter(({ result }) => result === "n/a")
    .map(({ server, check, note }) => `n/a: ${server}, ${check}: ${note}`);
  return unique([...missing, ...left]).join("\n");
}

/**
 * @param {readonly string[]} values
 * @returns {string[]}
 */
function unique(values) {
  return [...new Set(values)];
}
