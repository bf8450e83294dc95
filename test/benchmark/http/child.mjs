// Processes of their own, each on a core of its own where that can be had, which answer questions one after the other.
import { fork, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Child
 * @property {(name: string, order?: unknown) => Promise<any>} ask
 * @property {() => void} stop
 */

/** Cores can be chosen: there are two, and `taskset` is installed. */
export const CAN_PIN = availableParallelism() >= 2 && spawnSync("taskset", ["--version"]).status === 0;

/**
 * @param {string} file Beside this one.
 * @param {number} core Where it is to run.
 * @returns {Child}
 */
export function startChild(file, core) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const env = { ...process.env, NODE_ENV: "production" };
  const child = CAN_PIN
    ? fork(process.execPath, [path], { execPath: "taskset", execArgv: ["-c", String(core)], env })
    : fork(path, { env });
  return {
    ask: (name, order) =>
      new Promise((resolve, reject) => {
        /** @param {number | null} code */
        const onExit = (code) => reject(new Error(`${file} ended with ${code}`));
        child.once("exit", onExit);
        child.once("message", (/** @type {{ result?: unknown, failure?: string }} */ { result, failure }) => {
          child.off("exit", onExit);
          if (failure === undefined) resolve(result);
          else reject(new Error(failure));
        });
        child.send({ name, order });
      }),
    stop: () => void child.kill(),
  };
}

/**
 * The other side. Ends when the parent does.
 *
 * @param {Record<string, (order: any) => Promise<unknown>>} answers
 */
export function answerParent(answers) {
  /** @param {{ name: string, order: unknown }} message */
  const answer = async ({ name, order }) => {
    try {
      process.send?.({ result: await answers[name]?.(order) });
    } catch (error) {
      process.send?.({ failure: error instanceof Error ? error.stack : String(error) });
    }
  };
  process.on("message", (message) => void answer(/** @type {{ name: string, order: unknown }} */ (message)));
  process.on("disconnect", () => process.exit());
}
