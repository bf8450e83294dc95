import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** A program that listens. */
export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Answers with a status below 500 when the program is ready. */
  readonly readyUrl: string;
  /** Default: 60. */
  readonly readySeconds?: number;
}

/** A server in a process group of its own, which can be killed and started again in the same way. */
export interface Child {
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Ends it if it runs. */
  stop(): Promise<void>;
  /** What it has printed so far, the end of it. */
  printed(): string;
}

/** Starts a program and waits until it answers. What it printed is in the error when it does not. */
export async function startChild(options: ChildOptions): Promise<Child> {
  let printed = "";
  const note = (chunk: Buffer): void => void (printed = (printed + chunk.toString("utf8")).slice(-MAX_PRINTED));
  let running: ChildProcess | undefined;
  const restart = async (): Promise<void> => {
    const child = spawnGroup(options);
    running = child;
    child.stdout?.on("data", note);
    child.stderr?.on("data", note);
    await waitUntilReady(child, options, () => printed);
  };
  const kill = async (): Promise<void> => {
    const child = running;
    running = undefined;
    groups.delete(child?.pid ?? 0);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, "close");
    killGroup(child.pid);
    await closed;
  };
  try {
    await restart();
  } catch (cause) {
    await kill();
    throw cause;
  }
  return { kill, restart, stop: kill, printed: () => printed };
}

function spawnGroup({ command, args, cwd, env }: ChildOptions): ChildProcess {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  if (child.pid !== undefined) groups.add(child.pid);
  return child;
}

async function waitUntilReady(child: ChildProcess, options: ChildOptions, printed: () => string): Promise<void> {
  const { command, readyUrl, readySeconds = 60 } = options;
  let failure: unknown;
  child.once("error", (cause) => (failure = cause));
  const until = Date.now() + readySeconds * 1000;
  while (Date.now() < until) {
    if (failure !== undefined || child.exitCode !== null || child.signalCode !== null) break;
    if (await answers(readyUrl)) return;
    await delay(100);
  }
  throw new Error(`${command} does not answer at ${readyUrl}:\n${printed()}`, { cause: failure });
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Whatever way this process ends, it leaves no server behind. */
const groups = new Set<number>();
process.on("exit", () => groups.forEach(killGroup));

const MAX_PRINTED = 8000;
