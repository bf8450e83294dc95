// The numbers that the project has set itself for what happens within a process.
import { formatFigure } from "./table.mjs";

/** @import { BenchmarkResult, Verdict } from "../model.mjs" */

/**
 * Who is who among the contenders; by name, so that an old file of results can be judged too. `promises` are the peers whose
 * answer is a promise.
 */
const OURS = "ostiary";
const FLOORS = ["crypto.verify", "crypto.verify, callback", "subtle.verify"];
const CACHING_PEERS = ["fast-jwt, cache", "fast-jwt, cache by raw token"];
const PROMISING_PEERS = ["aws-jwt-verify", "jose", "oauth4webapi", "jose + LRU by raw token"];
const PEERS = [...PROMISING_PEERS, "aws-jwt-verify, sync", "fast-jwt", ...CACHING_PEERS];

/** The bare callback form takes 3 microseconds of the main thread where these targets were set, and we may take 7. */
const THREAD_SHARE = 7 / 3;
const AHEAD = "ahead of every peer";

/**
 * @param {readonly BenchmarkResult[]} results
 * @returns {Verdict[]}
 */
export function toVerdicts(results) {
  const rows = [...new Set(results.filter(({ group }) => group === "in-process").map(({ row }) => row))];
  return rows.flatMap((row) => {
    const measures = new Map(
      results.filter((result) => result.row === row).map(({ contender, measures: own }) => [contender, own]),
    );
    if (!measures.has(OURS)) return [];
    if (row.startsWith("remembered")) return isJudged(row) ? judgeRemembered(row, measures) : [];
    return row.endsWith("at once") ? judgeBusy(row, measures) : [judgeAlone(row, measures)];
  });
}

/** @typedef {ReadonlyMap<string, Record<string, number>>} Measures */

/**
 * With room for a tenth of the tokens a row is mostly about new ones, and no server gets the same string object twice.
 *
 * @param {string} row
 */
function isJudged(row) {
  return !row.endsWith("room for 10,000") && !row.endsWith("always the same string");
}

/**
 * @param {string} row
 * @param {Measures} measures
 * @returns {Verdict[]}
 */
function judgeRemembered(row, measures) {
  /** @param {string} peer */
  const over = (peer) => compare(measures, OURS, peer);
  const digests = compare(measures, "SHA-256 of the token", OURS);
  return [
    ...CACHING_PEERS.map((peer) => judge(row, `2 times ${peer}`, { atLeast: 2, ...over(peer) })),
    judge(row, "1.2 times jose with an LRU", { atLeast: 1.2, ...over("jose + LRU by raw token") }),
    judge(row, "40 times jose", { atLeast: 40, ...over("jose") }),
    judge(row, "1.8 times a SHA-256 of the token", { atMost: 1.8, ...digests }),
  ];
}

/**
 * How much faster one is than another. All of this work is the main thread's, so that its own time says the same; on a machine
 * that does other things too it says it better.
 *
 * @param {Measures} measures
 * @param {string} name
 * @param {string} other
 */
function compare(measures, name, other) {
  return {
    measured: speed(measures, [name]) / speed(measures, [other]),
    byThread: threadTime(measures, [other]) / threadTime(measures, [name]),
  };
}

/**
 * @param {string} row
 * @param {Measures} measures
 * @returns {Verdict[]}
 */
function judgeBusy(row, measures) {
  const ours = speed(measures, [OURS]);
  const thread = threadTime(measures, [OURS]);
  const ofFloor = { atLeast: 0.85, measured: ours / speed(measures, FLOORS) };
  const verdicts = [
    judge(row, "0.85 of the fastest bare signature check", ofFloor),
    judge(row, AHEAD, { atLeast: 1, measured: ours / speed(measures, PEERS) }),
  ];
  if (Number.isNaN(thread)) return verdicts;
  const bare = threadTime(measures, ["crypto.verify, callback"]);
  return [
    ...verdicts,
    judge(row, `${AHEAD} by main-thread time`, { atLeast: 1, measured: threadTime(measures, PEERS) / thread }),
    judge(row, "2.33 times the main-thread time of the bare callback form", {
      atMost: THREAD_SHARE,
      measured: thread / bare,
    }),
  ];
}

/**
 * @param {string} row
 * @param {Measures} measures
 */
function judgeAlone(row, measures) {
  const measured = speed(measures, [OURS]) / speed(measures, PROMISING_PEERS);
  return judge(row, `${AHEAD} with promises`, { atLeast: 1, measured });
}

/**
 * @param {string} row
 * @param {string} what
 * @param {({ atLeast: number } | { atMost: number }) & { measured: number, byThread?: number }} bounds
 * @returns {Verdict}
 */
function judge(row, what, bounds) {
  const { measured, byThread = Number.NaN } = bounds;
  const isMet = "atLeast" in bounds ? measured >= bounds.atLeast : measured <= bounds.atMost;
  const bound = "atMost" in bounds ? "at most " : what.startsWith(AHEAD) ? "" : "at least ";
  const beside = Number.isNaN(byThread) ? "" : ` (main thread: ${formatFigure(byThread)})`;
  return { row, target: `${bound}${what}`, measured: `${formatFigure(measured)}${beside}`, isMet };
}

/**
 * Of the fastest of these, as a ratio to the floor of the same rounds.
 *
 * @param {Measures} measures
 * @param {readonly string[]} names
 */
function speed(measures, names) {
  return Math.max(...names.map((name) => measures.get(name)?.["floorRatio"]).filter((value) => value !== undefined));
}

/**
 * @param {Measures} measures
 * @param {readonly string[]} names
 */
function threadTime(measures, names) {
  const times = names
    .map((name) => measures.get(name)?.["mainThreadMicroseconds"])
    .filter((value) => value !== undefined);
  return times.length === 0 ? Number.NaN : Math.min(...times);
}
