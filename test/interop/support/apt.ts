import { setTimeout as delay } from "node:timers/promises";
import { withLock } from "./lock.js";
import { run, secondsLeft } from "./run.js";

/** Something to be called. */
export interface Program {
  readonly command: string;
  /** What it answers with its version to. */
  readonly args: readonly string[];
  /** The packages of Debian that bring it. */
  readonly packages: readonly string[];
}

/**
 * Sees to it that programs are there: those of the distribution, if there are none.
 *
 * @throws Error - naming the command: when it fails, and when the system is not to be touched, which it is only with `--install`.
 */
export async function ensurePrograms(programs: readonly Program[]): Promise<void> {
  const missing = await findMissing(programs);
  if (missing.length === 0) return;
  await install(
    `there is no ${missing.map(({ command }) => command).join(", ")}`,
    missing.flatMap(({ packages }) => packages),
  );
  const [still] = await findMissing(missing);
  if (still !== undefined) throw new Error(`${still.packages.join(", ")}: installed, and there is no ${still.command}`);
}

async function findMissing(programs: readonly Program[]): Promise<Program[]> {
  const found = await Promise.all(
    programs.map(({ command, args }) =>
      run(command, args, { timeoutSeconds: VERSION_SECONDS }).then(
        () => true,
        () => false,
      ),
    ),
  );
  return programs.filter((_, index) => found[index] === false);
}

async function install(why: string, names: readonly string[]): Promise<void> {
  const args = ["install", "-y", "-q", "--no-install-recommends", ...names];
  if (!mayInstall()) throw new Error(`${why}; with --install this run would call apt-get ${args.join(" ")}`);
  try {
    await runAsRoot(args);
  } catch (first) {
    await againWithLists(first, () => runAsRoot(args));
  }
}

/**
 * Does again what has failed, perhaps for want of the lists of packages: a machine may have none yet, or such that name versions
 * of long ago.
 *
 * @throws Error - with the first failure and what became of the remedy.
 */
export async function againWithLists<T>(first: unknown, attempt: () => Promise<T>): Promise<T> {
  if (!mayInstall())
    throw new Error(`${told(first)}; with --install this run would call apt-get update`, { cause: first });
  try {
    await runAsRoot(["update", "-q"]);
    return await attempt();
  } catch (second) {
    throw new Error(`${told(first)}; and then: ${told(second)}`, { cause: second });
  }
}

function mayInstall(): boolean {
  return process.env["OSTIARY_INTEROP_INSTALL"] !== undefined;
}

/** One at a time, and after whoever else installs on this machine. */
function runAsRoot(args: readonly string[]): Promise<string> {
  const root = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300", ...args];
  const [command = "", ...rest] = process.getuid?.() === 0 ? root : ["sudo", "-n", ...root];
  return withLock("apt", async () => {
    for (;;) {
      try {
        return await run(command, rest, { timeoutSeconds: APT_SECONDS });
      } catch (cause) {
        // Of the lists, for which the option above does not wait.
        if (secondsLeft() === 0 || !/could not get lock/i.test(told(cause))) throw cause;
        await delay(PAUSE_MILLISECONDS);
      }
    }
  });
}

function told(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

const VERSION_SECONDS = 60;
const APT_SECONDS = 900;
const PAUSE_MILLISECONDS = 5000;
