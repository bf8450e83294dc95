// One round of one server, and what the rounds of all come to.
import { median } from "../report/statistics.mjs";
import { INERT, NO_AUTH } from "./contenders.mjs";

/**
 * A server that runs, and what its rounds gave.
 *
 * @typedef {object} Running
 * @property {string} contender
 * @property {import("./child.mjs").Child} child
 * @property {number} port
 */

/**
 * What the load reports, the CPU time that a request took the server, and how much of the round the server had the core.
 *
 * @typedef {import("./load-process.mjs").LoadReport & { cpuMicroseconds: number, serverBusyRatio: number }} Round
 */

/**
 * @param {import("./child.mjs").Child} load
 * @param {Running} server
 * @param {{ pool: string, seconds: number, perSecond?: number, most?: number }} order
 * @returns {Promise<Round>}
 */
export async function runRound(load, { contender, child, port }, order) {
  const before = await child.ask("cpuMicroseconds");
  /** @type {import("./load-process.mjs").LoadReport} */
  const report = await load.ask("run", { port, ...order });
  const after = await child.ask("cpuMicroseconds");
  if (report.requests === 0) throw new Error(`${contender}: no answers`);
  if (report.refusals > 0)
    throw new Error(`${contender}: ${report.refusals} of ${report.requests} answers were not 200`);
  const cpuMicroseconds = after - before;
  return {
    ...report,
    cpuMicroseconds: cpuMicroseconds / report.requests,
    serverBusyRatio: cpuMicroseconds / 1e6 / report.seconds,
  };
}

/** Of a contender that was left out. */
const NO_ROUND = {
  requests: NaN,
  refusals: NaN,
  seconds: NaN,
  p50Milliseconds: NaN,
  p99Milliseconds: NaN,
  cpuMicroseconds: NaN,
  serverBusyRatio: NaN,
  busyRatio: NaN,
};

/**
 * The result of each contender: medians over the rounds, of ratios too, each taken within its own round.
 *
 * @param {string} row
 * @param {ReadonlyMap<string, readonly Round[]>} roundsOf By contender; `no auth` and `inert middleware` among them.
 * @returns {import("../model.mjs").BenchmarkResult[]}
 */
export function summarizeRounds(row, roundsOf) {
  const floor = roundsOf.get(NO_AUTH) ?? [];
  const inert = roundsOf.get(INERT) ?? [];
  return [...roundsOf].map(([contender, rounds]) => {
    /** @param {(round: Round, index: number) => number} measure */
    const toMedian = (measure) => median(rounds.map(measure));
    /** @param {(round: Round) => number} measure */
    const toRatio = (measure) => toMedian((round, index) => measure(round) / measure(floor[index] ?? NO_ROUND));
    const measures = {
      requestsPerSecond: toMedian(toRate),
      requestsPerSecondRatio: toRatio(toRate),
      p50Milliseconds: toMedian((round) => round.p50Milliseconds),
      p50Ratio: toRatio((round) => round.p50Milliseconds),
      p99Milliseconds: toMedian((round) => round.p99Milliseconds),
      p99Ratio: toRatio((round) => round.p99Milliseconds),
      cpuMicroseconds: toMedian((round) => round.cpuMicroseconds),
      addedCpuMicroseconds: toMedian(
        (round, index) => round.cpuMicroseconds - (inert[index] ?? NO_ROUND).cpuMicroseconds,
      ),
      serverBusyRatio: toMedian((round) => round.serverBusyRatio),
      loadBusyRatio: toMedian((round) => round.busyRatio),
    };
    return { group: "http", row, contender, measures };
  });
}

/** @param {Round} round */
export function toRate({ requests, seconds }) {
  return requests / seconds;
}
