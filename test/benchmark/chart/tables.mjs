// The tables of docs/performance.md, from the results of a run.
import { formatFigure } from "../report/table.mjs";

/**
 * @typedef {import("../model.mjs").BenchmarkRun} BenchmarkRun
 * @typedef {import("../model.mjs").BenchmarkResult} BenchmarkResult
 */

/** A place for figures: its name, and what stands there now. */
const PLACE = /<!-- figures: ([\w-]+) -->\n[\s\S]*?<!-- end of figures -->/gu;
const FRAMEWORK = /^(node:http|fastify|hono|express), /u;

/** @type {Record<string, (run: BenchmarkRun) => string | undefined>} */
const WRITERS = {
  machine: writeMachine,
  chart: () => "![Bars of verifications and requests a second](performance.svg)",
  remembered: ({ results }) => pivot(pick(results, "in-process", /^remembered, /u), showSpeed),
  new: ({ results }) => pivot(pick(results, "in-process", /^cold /u), showSpeed),
  "main-thread": ({ results }) => pivot(pick(results, "in-process", /^cold .* at once/u), showMainThread),
  attack: ({ results }) => list(pick(results, "attack"), "row"),
  "http-one": ({ results }) => pivotHttp(results, "one token, RS256", showShare),
  "http-paced": ({ results }) => pivotHttp(results, "one token at a fixed pace, RS256", showTail),
  "http-new": ({ results }) => pivotHttp(results, "new tokens, ES256", showShare),
  "http-new-rsa": ({ results }) => pivotHttp(results, "new tokens, RS256", showShare),
  memory: ({ results }) => list(pick(results, "memory"), "row"),
  install: ({ results }) => list(pick(results, "install"), "contender"),
};

/**
 * The page with the figures of this run. A place that the run has nothing for is left as it is.
 *
 * @param {string} page
 * @param {BenchmarkRun} run
 * @returns {string}
 * @throws Error - the page has a place that nobody writes to.
 */
export function fillFigures(page, run) {
  return page.replaceAll(PLACE, (old, /** @type {string} */ name) => {
    const write = WRITERS[name];
    if (write === undefined) throw new Error(`no figures are called ${name}`);
    const figures = write(run);
    return figures === undefined ? old : `<!-- figures: ${name} -->\n\n${figures}\n\n<!-- end of figures -->`;
  });
}

/** @param {BenchmarkRun} run */
export function writeMachine({ machine: { cpus, node, platform }, startedAt }) {
  return `Measured on ${cpus}, Node ${node}, ${platform}, ${startedAt.slice(0, 10)}.`;
}

/**
 * @param {readonly BenchmarkResult[]} results
 * @param {BenchmarkResult["group"]} group
 * @param {RegExp} [row]
 */
function pick(results, group, row = /^/u) {
  return results.filter((result) => result.group === group && row.test(result.row));
}

/**
 * @param {readonly BenchmarkResult[]} results
 * @param {string} row Without the framework.
 * @param {(measures: Record<string, number>) => string} cell
 */
function pivotHttp(results, row, cell) {
  const chosen = pick(results, "http").filter((result) => result.row.replace(FRAMEWORK, "") === row);
  return pivot(
    chosen.map((result) => ({ ...result, row: FRAMEWORK.exec(result.row)?.[1] ?? "" })),
    cell,
  );
}

/**
 * A table with the contenders on the side and the rows of the run on top.
 *
 * @param {readonly BenchmarkResult[]} results
 * @param {(measures: Record<string, number>) => string} cell
 */
function pivot(results, cell) {
  if (results.length === 0) return undefined;
  const columns = [...new Set(results.map(({ row }) => row))];
  const lines = [...new Set(results.map(({ contender }) => contender))].map((name) => [
    name,
    ...columns.map((column) => {
      const found = results.find(({ contender, row }) => contender === name && row === column);
      return found === undefined ? "" : cell(found.measures);
    }),
  ]);
  return toTable(["contender", ...columns], lines);
}

/**
 * A table with a column for each measure.
 *
 * @param {readonly BenchmarkResult[]} results
 * @param {"contender" | "row"} side
 */
function list(results, side) {
  if (results.length === 0) return undefined;
  const names = [...new Set(results.flatMap(({ measures }) => Object.keys(measures)))];
  const lines = results.map((result) => [result[side], ...names.map((name) => formatFigure(result.measures[name]))]);
  return toTable(["", ...names.map(toTitle)], lines);
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} lines
 */
function toTable(head, lines) {
  const rule = head.map((_, index) => (index === 0 ? "---" : "---:"));
  const rows = [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`);
  return ["<!-- oxfmt-ignore -->", ...rows].join("\n");
}

/** @param {Record<string, number>} measures */
function showSpeed({ floorRatio, wallMicroseconds }) {
  return `${formatFigure(floorRatio)} (${formatFigure(wallMicroseconds)} µs)`;
}

/** @param {Record<string, number>} measures */
function showMainThread({ mainThreadMicroseconds, wallMicroseconds }) {
  return formatFigure(mainThreadMicroseconds ?? wallMicroseconds);
}

/** @param {Record<string, number>} measures */
function showShare({ requestsPerSecondRatio, addedCpuMicroseconds = NaN }) {
  const sign = addedCpuMicroseconds < 0 ? "" : "+";
  return `${formatFigure(requestsPerSecondRatio)} (${sign}${formatFigure(addedCpuMicroseconds)} µs)`;
}

/** @param {Record<string, number>} measures */
function showTail({ p50Milliseconds, p99Milliseconds }) {
  return `${formatFigure(p50Milliseconds)} / ${formatFigure(p99Milliseconds)} ms`;
}

/**
 * `importMilliseconds` as `import ms`.
 *
 * @param {string} name
 */
function toTitle(name) {
  return name
    .replaceAll(/(?<=[a-z])[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/\bmebibytes$/u, "MiB")
    .replace(/\bmilliseconds$/u, "ms")
    .replace(/\bmicroseconds$/u, "µs");
}
