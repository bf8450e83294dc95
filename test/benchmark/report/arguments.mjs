import { parseArgs } from "node:util";
import { BENCHMARK_GROUPS } from "../model.mjs";

/** @import { BenchmarkGroup } from "../model.mjs" */

export const USAGE = `npm run bench -- [options]

  --only <groups>   only these, with commas: ${BENCHMARK_GROUPS.join(", ")}
  --rows <texts>    only rows whose name holds one of these, with commas ("cold RS256,zipf")
  --quick           fewer and shorter rounds: for a first look, not for figures to quote
  --json <file>     write the results there too, besides test/benchmark/results/latest.json
  --from <file>     measure nothing: show the results in that file
  --chart           draw the chart and fill the tables of the documentation
  --help            this text`;

/**
 * @typedef {{
 *   groups: readonly BenchmarkGroup[],
 *   rows: readonly string[],
 *   quick: boolean,
 *   json: string | undefined,
 *   from: string | undefined,
 *   chart: boolean,
 *   help: boolean,
 * }} BenchmarkArguments
 */

/**
 * @param {readonly string[]} argv
 * @returns {BenchmarkArguments}
 * @throws Error - an option or a group that there is not.
 */
export function parseArguments(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: "string" },
      rows: { type: "string" },
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      from: { type: "string" },
      chart: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { quick, json, from, chart, help } = values;
  return { groups: toGroups(values.only), rows: splitList(values.rows), quick, json, from, chart, help };
}

/**
 * @param {string | undefined} only
 * @returns {readonly BenchmarkGroup[]}
 */
function toGroups(only) {
  if (only === undefined) return BENCHMARK_GROUPS;
  const asked = splitList(only);
  const unknown = asked.filter((name) => !BENCHMARK_GROUPS.some((group) => group === name));
  if (asked.length === 0 || unknown.length > 0) {
    throw new Error(`--only takes ${BENCHMARK_GROUPS.join(", ")}; not "${unknown.join(", ")}"`);
  }
  return BENCHMARK_GROUPS.filter((group) => asked.includes(group));
}

/** @param {string | undefined} text */
function splitList(text) {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
