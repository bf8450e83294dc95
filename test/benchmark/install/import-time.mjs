// How long a new process takes to import a package, over one that imports nothing.
import { spawnSync } from "node:child_process";
import { median } from "../report/statistics.mjs";

/** What every process says at its end: the CPU time it took, which tells more than a clock on a busy machine. */
const SAY_CPU = "const { user, system } = process.cpuUsage(); process.stdout.write(String((user + system) / 1000));";

/** @typedef {{ importMilliseconds: number, importCpuMilliseconds: number }} ImportTime */

/**
 * By package: the medians over rounds of what it takes longer than the empty process of the same round.
 *
 * @param {readonly (readonly string[])[]} contenders The names that each imports.
 * @param {{ rounds: number, folder: string, onRound: () => void }} settings `onRound` is called when a round begins.
 * @returns {ImportTime[]}
 */
export function measureImports(contenders, { rounds, folder, onRound }) {
  const programs = contenders.map((names) => names.map((name) => `import ${JSON.stringify(name)};`).join(""));
  // Reads all files once, so that no round waits for the disk.
  for (const program of programs) measureProcess(program, folder);
  /** @type {ImportTime[][]} */
  const added = programs.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    onRound();
    const empty = measureProcess("", folder);
    for (const [index, program] of programs.entries()) {
      const { importMilliseconds, importCpuMilliseconds } = measureProcess(program, folder);
      added[index]?.push({
        importMilliseconds: importMilliseconds - empty.importMilliseconds,
        importCpuMilliseconds: importCpuMilliseconds - empty.importCpuMilliseconds,
      });
    }
  }
  return added.map((times) => ({
    importMilliseconds: median(times.map((time) => time.importMilliseconds)),
    importCpuMilliseconds: median(times.map((time) => time.importCpuMilliseconds)),
  }));
}

/**
 * @param {string} program
 * @param {string} cwd
 * @returns {ImportTime}
 */
function measureProcess(program, cwd) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program + SAY_CPU], {
    cwd,
    encoding: "utf8",
  });
  const importMilliseconds = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return { importMilliseconds, importCpuMilliseconds: Number(stdout) };
}
