import { readFileSync } from "node:fs";

/** The fields of `stat` that count the time spent in user and in kernel mode, after the name in parentheses. */
const USER_FIELD = 11;
const SYSTEM_FIELD = 12;
/** Linux gives them in hundredths of a second to programs, whatever the kernel counts in. */
const MICROSECONDS_PER_TICK = 10_000;

/**
 * How to read the CPU time of the main thread: what is left of a core for the application. Of Node itself where it has that,
 * else of Linux (with `schedstat` in nanoseconds, with `stat` in hundredths of a second, which is enough over many rounds).
 *
 * @returns {(() => number) | undefined} Gives microseconds; undefined where it cannot be told.
 */
export function createThreadClock() {
  const own = /** @type {{ threadCpuUsage?: () => { user: number, system: number } }} */ (process).threadCpuUsage;
  if (own !== undefined) {
    return () => {
      const { user, system } = own.call(process);
      return user + system;
    };
  }
  const folder = `/proc/self/task/${process.pid}`;
  return [() => readSchedstat(folder), () => readStat(folder)].find(isReadable);
}

/** @param {string} folder */
function readSchedstat(folder) {
  return Number(readFileSync(`${folder}/schedstat`, "utf8").split(" ")[0]) / 1000;
}

/** @param {string} folder */
function readStat(folder) {
  const text = readFileSync(`${folder}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[USER_FIELD]) + Number(fields[SYSTEM_FIELD])) * MICROSECONDS_PER_TICK;
}

/** @param {() => number} read */
function isReadable(read) {
  try {
    return Number.isFinite(read());
  } catch {
    return false;
  }
}
