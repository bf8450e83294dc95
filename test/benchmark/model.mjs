// What a benchmark run hands on: the same shape for every group, so that the tables, the verdicts
// and the chart of the README read one file.

/**
 * The groups of rows, in the order they run and are printed.
 *
 * @typedef {"in-process" | "attack" | "http" | "memory" | "install"} BenchmarkGroup
 */

/**
 * One contender on one row. The names of measures end in their unit (`wallMicroseconds`,
 * `requestsPerSecond`) or in `Ratio`.
 *
 * @typedef {{
 *   group: BenchmarkGroup,
 *   row: string,
 *   contender: string,
 *   measures: Record<string, number>,
 * }} BenchmarkResult
 */

/**
 * The machine a run was made on; a figure without it says nothing.
 *
 * @typedef {{ node: string, cpus: string, platform: string }} BenchmarkMachine
 */

/**
 * A whole run, as it is written to `results/latest.json`.
 *
 * @typedef {{
 *   machine: BenchmarkMachine,
 *   startedAt: string,
 *   results: BenchmarkResult[],
 * }} BenchmarkRun
 */

/**
 * Says how far a run is. `plan` adds steps that are to come, `step` names the one that begins now.
 *
 * @typedef {{ plan(steps: number): void, step(label: string): void, note(text: string): void, end(): void }} Progress
 */

/**
 * What a group's `measure...` function gets. `isWanted` says whether a row was asked for (`--rows`).
 *
 * @typedef {{ quick: boolean, progress: Progress, isWanted(row: string): boolean }} BenchmarkContext
 */

/**
 * A number that the project has set itself, and what this run made of it. A group's module may export
 * `toVerdicts(results)`.
 *
 * @typedef {{ target: string, row: string, measured: string, isMet: boolean }} Verdict
 */

/** @type {readonly BenchmarkGroup[]} */
export const BENCHMARK_GROUPS = ["in-process", "attack", "http", "memory", "install"];
