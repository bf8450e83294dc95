// What the memory of checked signatures costs: bytes for each token, and whether it ends where its bound says.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { judgeAtMost } from "../http/judge.mjs";

const PROGRAM = fileURLToPath(new URL("memory-process.mjs", import.meta.url));
const REMEMBERED_TOKENS = 10_000;
const FULL_CHECKPOINTS = [100_000, 500_000, 1_000_000];
const QUICK_CHECKPOINTS = [40_000, 100_000, 200_000];
const MEBIBYTE = 1024 * 1024;

/**
 * @param {import("../model.mjs").BenchmarkContext} context
 * @returns {Promise<import("../model.mjs").BenchmarkResult[]>}
 */
export async function measureMemory({ quick, progress }) {
  const checkpoints = quick ? QUICK_CHECKPOINTS : FULL_CHECKPOINTS;
  progress.plan(1 + checkpoints.length);
  progress.step(`memory: ${REMEMBERED_TOKENS} remembered tokens`);
  const each = await runProgram("each", [REMEMBERED_TOKENS]);
  const { bytes } = await runProgram("growth", checkpoints, (count) => progress.step(`memory: on to ${count} tokens`));

  const [first = NaN] = bytes;
  const grown = checkpoints.map((checkpoint, index) => ({
    group: /** @type {const} */ ("memory"),
    row: `in use after ${checkpoint.toLocaleString("en")} distinct tokens`,
    contender: "ostiary",
    measures: { heapMebibytes: bytes[index] / MEBIBYTE, grownMebibytes: (bytes[index] - first) / MEBIBYTE },
  }));
  const { claimsBytes, rememberedBytes } = each;
  const measures = { rememberedBytes, claimsBytes, beyondClaimsBytes: rememberedBytes - claimsBytes };
  return [{ group: "memory", row: "one remembered token", contender: "ostiary", measures }, ...grown];
}

/**
 * @param {readonly import("../model.mjs").BenchmarkResult[]} results
 * @returns {import("../model.mjs").Verdict[]}
 */
export function toVerdicts(results) {
  const ours = results.filter(({ group }) => group === "memory");
  const each = ours.find(({ measures }) => measures["beyondClaimsBytes"] !== undefined);
  const last = ours.findLast(({ measures }) => measures["grownMebibytes"] !== undefined);
  return [
    judgeAtMost("a remembered token", "1,500 bytes beyond its claims", {
      bound: 1500,
      measured: each?.measures["beyondClaimsBytes"],
    }),
    judgeAtMost(last?.row ?? "", "1 MB grown since the first count", {
      bound: 1,
      measured: last?.measures["grownMebibytes"],
    }),
  ];
}

/**
 * @param {string} part
 * @param {readonly number[]} numbers
 * @param {(checkpoint: number) => void} [onCheckpoint]
 * @returns {Promise<any>} What the program wrote.
 */
async function runProgram(part, numbers, onCheckpoint) {
  const child = fork(PROGRAM, [part, ...numbers.map(String)], { execArgv: ["--expose-gc"], silent: true });
  let output = "";
  let errors = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (errors += text));
  child.on("message", (checkpoint) => onCheckpoint?.(Number(checkpoint)));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the memory of ${part} could not be measured: ${errors}`);
  return JSON.parse(output);
}
