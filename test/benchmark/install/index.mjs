// What installing costs: bytes on disk, packages, and the time to import them.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { judgeAtMost } from "../http/judge.mjs";
import { findClosure, measureFolder, readDependencies } from "./dependency-closure.mjs";
import { measureImports } from "./import-time.mjs";

const BENCHMARK = fileURLToPath(new URL("..", import.meta.url));
const CORE = fileURLToPath(new URL("../../../packages/core", import.meta.url));
const OURS = "@ostiary/core";
const MEBIBYTE = 1024 * 1024;
const FULL_ROUNDS = 20;
const QUICK_ROUNDS = 5;

/** @type {readonly (readonly string[])[]} What an application installs of each. */
const PEERS = [
  ["jose"],
  ["fast-jwt"],
  ["aws-jwt-verify"],
  ["oauth4webapi"],
  ["express-oauth2-jwt-bearer"],
  ["express-jwt", "jwks-rsa"],
];

/**
 * @param {import("../model.mjs").BenchmarkContext} context
 * @returns {Promise<import("../model.mjs").BenchmarkResult[]>}
 */
export async function measureInstall({ quick, progress }) {
  const rounds = quick ? QUICK_ROUNDS : FULL_ROUNDS;
  progress.plan(rounds);
  const sizes = [measureCore(), ...PEERS.map(measurePeer)];
  const onRound = () => progress.step("import time");
  const times = measureImports([[OURS], ...PEERS], { rounds, folder: BENCHMARK, onRound });
  return [OURS, ...PEERS.map((names) => names.join(" + "))].map((contender, index) => ({
    group: "install",
    row: "package with its dependencies",
    contender,
    measures: {
      mebibytes: (sizes[index]?.bytes ?? NaN) / MEBIBYTE,
      packages: sizes[index]?.packages ?? NaN,
      importMilliseconds: times[index]?.importMilliseconds ?? NaN,
      importCpuMilliseconds: times[index]?.importCpuMilliseconds ?? NaN,
    },
  }));
}

/**
 * @param {readonly import("../model.mjs").BenchmarkResult[]} results
 * @returns {import("../model.mjs").Verdict[]}
 */
export function toVerdicts(results) {
  const core = results.find(({ group, contender }) => group === "install" && contender === OURS);
  if (core === undefined) return [];
  const { mebibytes = NaN, importMilliseconds = NaN } = core.measures;
  return [
    judgeAtMost("import of core", "25 ms over an empty process", { bound: 25, measured: importMilliseconds }),
    judgeAtMost("installed size of core", "3 MB with its dependencies", { bound: 3, measured: mebibytes }),
  ];
}

/** What would be published of core, not what lies in its folder. */
function measureCore() {
  const dependencies = findClosure(readDependencies(CORE), CORE);
  return { bytes: measurePacked(CORE) + sumFolders(dependencies), packages: 1 + dependencies.size };
}

/** @param {readonly string[]} names */
function measurePeer(names) {
  const folders = findClosure(names, BENCHMARK);
  return { bytes: sumFolders(folders), packages: folders.size };
}

/** @param {string} folder */
function measurePacked(folder) {
  const npm = process.env["npm_execpath"];
  const command = npm === undefined ? "npm" : process.execPath;
  const args = [...(npm === undefined ? [] : [npm]), "pack", "--dry-run", "--json", "--no-workspaces"];
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm pack ended with ${status}: ${stderr}`);
  const [{ unpackedSize }] = /** @type {[{ unpackedSize: number }]} */ (JSON.parse(stdout));
  return unpackedSize;
}

/** @param {Iterable<string>} folders */
function sumFolders(folders) {
  return [...folders].reduce((sum, folder) => sum + measureFolder(folder), 0);
}
