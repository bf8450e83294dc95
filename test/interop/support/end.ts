/** Something to be done whatever way this process ends. Quick and without waiting: there is no time for promises. */
export function atEnd(action: () => void): void {
  actions.add(action);
}

/** It has been done already. */
export function forget(action: () => void): void {
  actions.delete(action);
}

/** Whether a process of this machine runs under this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // It is somebody else's.
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** What came last goes first: a server before the folder it writes to. */
function end(): void {
  for (const action of [...actions].toReversed()) {
    actions.delete(action);
    try {
      action();
    } catch (cause) {
      console.error(cause);
    }
  }
}

/** `exit` does not come when a signal ends the process, which is what the signal does when it is raised again. */
function endBy(signal: NodeJS.Signals): void {
  end();
  process.kill(process.pid, signal);
}

const actions = new Set<() => void>();
process.on("exit", end);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, endBy);
// The one who runs the tests has gone without a word.
process.once("disconnect", () => endBy("SIGTERM"));
