// The numbers that the project has set itself for whole requests, and how a number is judged.
import { formatFigure } from "../report/table.mjs";
import { INERT, JOSE, NO_AUTH, OSTIARY, OSTIARY_FORGETFUL } from "./contenders.mjs";

/**
 * @typedef {import("../model.mjs").BenchmarkResult} BenchmarkResult
 * @typedef {import("../model.mjs").Verdict} Verdict
 */

const NOT_PEERS = [NO_AUTH, INERT, OSTIARY, OSTIARY_FORGETFUL];
const MAX_ADDED_MICROSECONDS = { "node:http": 5, fastify: 5, hono: 5, express: 10 };
/** Of the best peer's requests a second. `node:http` has only what people write by hand. */
const MIN_PEER_RATIO = { "node:http": undefined, fastify: 1.4, hono: 3, express: 1.4 };

/**
 * @param {string} row
 * @param {string} target
 * @param {{ bound: number, measured: number | undefined }} numbers
 * @returns {Verdict}
 */
export function judgeAtMost(row, target, { bound, measured = NaN }) {
  return { row, target: `at most ${target}`, measured: formatFigure(measured), isMet: measured <= bound };
}

/**
 * @param {string} row
 * @param {string} target
 * @param {{ bound: number, measured: number | undefined }} numbers
 * @returns {Verdict}
 */
function judgeAtLeast(row, target, { bound, measured = NaN }) {
  return { row, target: `at least ${target}`, measured: formatFigure(measured), isMet: measured >= bound };
}

/**
 * @param {readonly BenchmarkResult[]} results
 * @returns {Verdict[]}
 */
export function judgeHttp(results) {
  const rows = [...new Set(results.filter(({ group }) => group === "http").map(({ row }) => row))];
  return rows.flatMap((row) => {
    const measures = new Map(
      results.filter((result) => result.row === row).map(({ contender, measures: own }) => [contender, own]),
    );
    const framework = /** @type {keyof typeof MIN_PEER_RATIO} */ (row.split(",")[0]);
    if (!measures.has(OSTIARY)) return [];
    if (row.includes("new tokens")) return judgeNew(row, measures);
    return row.includes("fixed pace") ? judgePaced(row, measures) : judgeRemembered(row, framework, measures);
  });
}

/** @typedef {ReadonlyMap<string, Record<string, number>>} Measures */

/**
 * @param {string} row
 * @param {keyof typeof MIN_PEER_RATIO} framework
 * @param {Measures} measures
 */
function judgeRemembered(row, framework, measures) {
  const bound = MAX_ADDED_MICROSECONDS[framework];
  const added = measures.get(OSTIARY)?.["addedCpuMicroseconds"];
  const verdicts = [judgeAtMost(row, `${bound} µs of CPU added to a request`, { bound, measured: added })];
  const wanted = MIN_PEER_RATIO[framework];
  if (wanted === undefined) return verdicts;
  const rateOf = (/** @type {string} */ name) => measures.get(name)?.["requestsPerSecondRatio"] ?? NaN;
  const peers = [...measures.keys()].filter((name) => !NOT_PEERS.includes(name) && name !== JOSE);
  const measured = rateOf(OSTIARY) / Math.max(...peers.map(rateOf));
  return [...verdicts, judgeAtLeast(row, `${wanted} times the best peer's requests`, { bound: wanted, measured })];
}

/**
 * @param {string} row
 * @param {Measures} measures
 */
function judgePaced(row, measures) {
  const measured = measures.get(OSTIARY)?.["p99Ratio"];
  return [judgeAtMost(row, "1.2 times the p99 of no auth", { bound: 1.2, measured })];
}

/**
 * @param {string} row
 * @param {Measures} measures
 */
function judgeNew(row, measures) {
  const own = measures.get(OSTIARY);
  const without = measures.get(OSTIARY_FORGETFUL);
  if (own === undefined || without === undefined) return [];
  const ratio = (/** @type {string} */ name) => (own[name] ?? NaN) / (without[name] ?? NaN);
  return [
    judgeAtLeast(row, "0.92 of the requests without memory", {
      bound: 0.92,
      measured: ratio("requestsPerSecondRatio"),
    }),
    judgeAtMost(row, "1.2 times the p99 without memory", { bound: 1.2, measured: ratio("p99Ratio") }),
  ];
}
