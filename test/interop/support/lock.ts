import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { atEnd, forget, isAlive } from "./end.js";
import { cacheRoot } from "./places.js";
import { secondsLeft } from "./run.js";

/**
 * Does something that only one process may do at a time: the tests of two servers, or two runs.
 *
 * @throws Error - when the deadline of `withDeadline` is over before its turn.
 */
export async function withLock<T>(name: string, action: () => Promise<T>): Promise<T> {
  const file = join(cacheRoot(), `${name}.lock`);
  while (!take(file)) {
    if (secondsLeft() === 0) throw new Error(`${file}: another process keeps it`);
    await delay(PAUSE_MILLISECONDS);
  }
  const release = (): void => rmSync(file, { force: true });
  atEnd(release);
  try {
    return await action();
  } finally {
    release();
    forget(release);
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    removeLeftBehind(file);
    return false;
  }
}

/** Of a process that was killed. */
function removeLeftBehind(file: string): void {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    if (pid > 0 && !isAlive(pid)) rmSync(file, { force: true });
  } catch {
    // It has just been given back.
  }
}

const PAUSE_MILLISECONDS = 200;
