import { formatFigure, formatTable } from "./table.mjs";

/** @import { BenchmarkResult, Verdict } from "../model.mjs" */

/** How often the measures that all rows of the first groups have are named in full: never, there they have columns. */
const IN_PROCESS_COLUMNS = ["perSecond", "wallMicroseconds", "mainThreadMicroseconds", "floorRatio"];

/**
 * A table for each row that was measured.
 *
 * @param {readonly BenchmarkResult[]} results
 */
export function formatTables(results) {
  /** @type {Map<string, BenchmarkResult[]>} */
  const byRow = new Map();
  for (const result of results) {
    const title = result.group === "attack" ? "attack: what a token costs" : `${result.group}: ${result.row}`;
    byRow.set(title, [...(byRow.get(title) ?? []), result]);
  }
  return [...byRow].map(([title, rows]) => `${title}\n${formatRows(rows)}`).join("\n\n");
}

/** @param {readonly Verdict[]} verdicts */
export function formatVerdicts(verdicts) {
  const met = verdicts.filter(({ isMet }) => isMet).length;
  const rows = verdicts.map(({ target, row, measured, isMet }) => [row, target, measured, isMet ? "met" : "MISSED"]);
  return `${formatTable(["row", "target", "measured", ""], rows)}\n${met} of ${verdicts.length} met`;
}

/** @param {readonly BenchmarkResult[]} rows */
function formatRows(rows) {
  const isAttack = rows[0]?.group === "attack";
  const names = rows[0]?.group === "in-process" ? IN_PROCESS_COLUMNS : measureNames(rows);
  const head = [isAttack ? "token" : "contender", ...names.map(toTitle)];
  return formatTable(
    head,
    rows.map(({ row, contender, measures }) => [
      isAttack ? row : contender,
      ...names.map((name) => formatMeasure(measures, name)),
    ]),
  );
}

/** @param {readonly BenchmarkResult[]} rows */
function measureNames(rows) {
  return [...new Set(rows.flatMap(({ measures }) => Object.keys(measures)))];
}

/**
 * @param {Record<string, number>} measures
 * @param {string} name
 */
function formatMeasure(measures, name) {
  const low = measures[`${name}Low`];
  const figure = formatFigure(measures[name]);
  return low === undefined ? figure : `${figure} (${formatFigure(low)}..${formatFigure(measures[`${name}High`])})`;
}

/**
 * `wallMicroseconds` to `wall µs`.
 *
 * @param {string} name
 */
function toTitle(name) {
  if (name === "floorRatio") return "of the floor (95 %)";
  return name
    .replace(/Microseconds$/u, " µs")
    .replace(/PerSecond$|^perSecond$/u, " a second")
    .replace(/([a-z])([A-Z])/gu, (_all, before, after) => `${before} ${String(after).toLowerCase()}`)
    .trim();
}
