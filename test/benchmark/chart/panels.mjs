// What the chart shows of a run: a few rows, each as bars relative to something that everybody knows.

/**
 * @typedef {import("../model.mjs").BenchmarkRun} BenchmarkRun
 * @typedef {import("../model.mjs").BenchmarkResult} BenchmarkResult
 */

/**
 * @typedef {{ name: string, value: number, isOurs: boolean }} Bar
 * @typedef {{ title: string, subtitle: string, bars: Bar[], format: (value: number) => string }} Panel
 */

const OURS = /^ostiary\b/u;
/** Bare primitives, and rows that show how much of a figure is ours to change: in the tables, not in the chart. */
const NOT_SHOWN = /^(?:crypto\.verify|subtle\.verify|SHA-256|no auth|inert middleware|ostiary, no memory)/u;
/** What remembers tokens, where none comes again. Ours is shown as it comes. */
const WITH_CACHE = /cache|LRU/u;
const NEVER = /(?!)/u;
const FRAMEWORKS = { fastify: "Fastify", hono: "Hono", express: "Express" };

/**
 * The panels that the results of a run suffice for.
 *
 * @param {Pick<BenchmarkRun, "results">} run
 * @returns {Panel[]}
 */
export function toPanels({ results }) {
  const inProcess = [
    { row: "remembered, one token", title: "The same token again, in process", hidden: NEVER },
    { row: "cold RS256, 64 at once", title: "A new token each time, 64 at once, in process", hidden: WITH_CACHE },
  ].map(({ row, title, hidden }) => ({
    title,
    subtitle: "verifications a second, RS256, as a multiple of jose",
    bars: toBars(
      select(results, "in-process", row).filter(({ contender }) => !hidden.test(contender)),
      "floorRatio",
      "jose",
    ),
    format: (/** @type {number} */ value) => `${value.toFixed(value < 10 ? 1 : 0)} x`,
  }));
  const http = Object.entries(FRAMEWORKS).map(([framework, name]) => ({
    title: `The same token again, ${name}`,
    subtitle: "requests a second, RS256, as a share of those without any auth",
    bars: toBars(select(results, "http", `${framework}, one token, RS256`), "requestsPerSecondRatio"),
    format: (/** @type {number} */ value) => `${Math.round(value * 100)} %`,
  }));
  return [...inProcess, ...http].filter(({ bars }) => bars.length > 0);
}

/**
 * @param {readonly BenchmarkResult[]} results
 * @param {BenchmarkResult["group"]} group
 * @param {string} row
 */
function select(results, group, row) {
  return results.filter((result) => result.group === group && result.row === row);
}

/**
 * The longest first; of equals by name.
 *
 * @param {readonly BenchmarkResult[]} results
 * @param {string} measure
 * @param {string} [unit] Whose figure counts as 1. Default: the figures are ratios already.
 * @returns {Bar[]}
 */
function toBars(results, measure, unit) {
  const one = unit === undefined ? 1 : results.find(({ contender }) => contender === unit)?.measures[measure];
  if (one === undefined) return [];
  return results
    .filter(({ contender }) => !NOT_SHOWN.test(contender))
    .map(({ contender, measures }) => ({
      name: contender,
      value: (measures[measure] ?? NaN) / one,
      isOurs: OURS.test(contender),
    }))
    .filter(({ value }) => Number.isFinite(value))
    .toSorted((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
}
