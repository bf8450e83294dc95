// `npm run bench`: measures what was asked for, prints tables and verdicts, and writes the results.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg } from "node:os";
import { BENCHMARK_GROUPS } from "./model.mjs";
import { parseArguments, USAGE } from "./report/arguments.mjs";
import { createProgress } from "./report/progress.mjs";
import { formatTables, formatVerdicts } from "./report/report.mjs";
import { toVerdicts as judgeInProcess } from "./report/verdicts.mjs";

/** @import { BenchmarkContext, BenchmarkGroup, BenchmarkResult, BenchmarkRun, Verdict } from "./model.mjs" */

/**
 * @typedef {{
 *   measure(context: BenchmarkContext): Promise<BenchmarkResult[]>,
 *   toVerdicts(results: readonly BenchmarkResult[]): Verdict[],
 * }} GroupModule
 */

const RESULTS = new URL("results/", import.meta.url);

const wanted = readArguments();
const run = wanted.from === undefined ? await measureAll() : readRun(await readFile(wanted.from, "utf8"));
console.log(`${run.machine.cpus}, Node ${run.machine.node}, ${run.machine.platform}, ${run.startedAt}\n`);
console.log(formatTables(run.results));
const verdicts = await judgeAll(run.results);
if (verdicts.length > 0) console.log(`\n${formatVerdicts(verdicts)}`);
if (wanted.chart) await drawChart(run);

function readArguments() {
  try {
    const parsed = parseArguments(process.argv.slice(2));
    if (!parsed.help) return parsed;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    console.error(`${String(error)}\n\n${USAGE}`);
    process.exit(1);
  }
}

/** @returns {Promise<BenchmarkRun>} */
async function measureAll() {
  const { isTTY, columns } = process.stdout;
  const screen = isTTY ? process.stdout : process.stderr;
  const progress = createProgress({ isTty: isTTY, columns, write: (text) => void screen.write(text) });
  const [load = 0] = loadavg();
  if (load > availableParallelism() / 2) {
    progress.note(`The machine is busy (load ${load.toFixed(1)}): ratios will scatter, main-thread time less so.`);
  }
  const { quick, rows, groups } = wanted;
  const isWanted = (/** @type {string} */ row) => rows.length === 0 || rows.some((text) => row.includes(text));
  const startedAt = new Date().toISOString();
  /** @type {BenchmarkRun} */
  const measured = { machine: describeMachine(), startedAt, results: [] };
  for (const group of groups) {
    const { measure } = await loadGroup(group);
    measured.results.push(...(await measure({ quick, progress, isWanted })));
    // After each, so that a long run that is broken off has something to show.
    await writeResults(measured);
  }
  progress.end();
  return measured;
}

/** @param {readonly BenchmarkResult[]} results */
async function judgeAll(results) {
  const all = [];
  for (const group of BENCHMARK_GROUPS) {
    const own = results.filter((result) => result.group === group);
    if (own.length > 0) all.push(...(await loadGroup(group)).toVerdicts(own));
  }
  return all;
}

/**
 * Each group is loaded when its turn comes, so that none of them is in the memory that another measures.
 *
 * @param {BenchmarkGroup} group
 * @returns {Promise<GroupModule>}
 */
async function loadGroup(group) {
  const path = group === "attack" ? "./in-process/attack.mjs" : `./${group}/index.mjs`;
  /** @type {Record<string, unknown>} */
  const module = await import(path);
  const measure = Object.entries(module).find(([name]) => name.startsWith("measure"))?.[1];
  if (measure === undefined) throw new Error(`${path} exports no measure... function`);
  const toVerdicts = group === "in-process" ? judgeInProcess : (module["toVerdicts"] ?? (() => []));
  return /** @type {GroupModule} */ ({ measure, toVerdicts });
}

function describeMachine() {
  const model = cpus()[0]?.model ?? "unknown";
  const { platform, arch, versions } = process;
  return { node: versions.node, cpus: `${availableParallelism()} x ${model}`, platform: `${platform} ${arch}` };
}

/** @param {BenchmarkRun} measured */
async function writeResults(measured) {
  const text = `${JSON.stringify(measured, undefined, 2)}\n`;
  // A part of a run is for looking at; the chart is made of a whole one.
  const isWhole = BENCHMARK_GROUPS.every((group) => measured.results.some((result) => result.group === group));
  await mkdir(RESULTS, { recursive: true });
  await writeFile(new URL(isWhole && wanted.rows.length === 0 ? "latest.json" : "partial.json", RESULTS), text);
  if (wanted.json !== undefined) await writeFile(wanted.json, text);
}

/**
 * @param {string} text
 * @returns {BenchmarkRun}
 */
function readRun(text) {
  return JSON.parse(text);
}

/** @param {BenchmarkRun} measured */
async function drawChart(measured) {
  const path = "./chart/index.mjs";
  const { drawChart: draw } = await import(path);
  await draw(measured);
}
