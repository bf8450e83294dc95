import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { atEnd, forget } from "./end.js";

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
  let running: Group | undefined;
  const restart = async (): Promise<void> => {
    running = spawnGroup(options);
    const { child } = running;
    child.stdout?.on("data", note);
    child.stderr?.on("data", note);
    await waitUntilReady(child, options, () => printed);
  };
  const kill = async (): Promise<void> => {
    const group = running;
    running = undefined;
    await group?.kill();
  };
  try {
    await restart();
  } catch (cause) {
    await kill();
    throw cause;
  }
  return { kill, restart, stop: kill, printed: () => printed };
}

interface Group {
  readonly child: ChildProcess;
  /** Resolves when nothing of it is left that could answer or print. */
  kill(): Promise<void>;
}

/** Whatever way this process ends, it leaves no server behind. */
function spawnGroup({ command, args, cwd, env }: ChildOptions): Group {
  const child = spawn(command, args, {
    cwd,
    env: { ...usualEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const closed = new Promise<void>((done) => child.once("close", () => done()));
  // Those that the first process of the group has started may outlive it.
  const kill = (): void => killGroup(child.pid);
  atEnd(kill);
  return {
    child,
    async kill() {
      kill();
      await closed;
      forget(kill);
    },
  };
}

/** As where a server is in use: some leave out checks when they believe to be under test. */
function usualEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => name !== "TEST" && !name.startsWith("VITEST"));
  return { ...Object.fromEntries(entries), NODE_ENV: "production" };
}

async function waitUntilReady(child: ChildProcess, options: ChildOptions, printed: () => string): Promise<void> {
  const { command, readyUrl, readySeconds = 60 } = options;
  let failure: unknown;
  child.once("error", (cause) => (failure = cause));
  const until = Date.now() + readySeconds * 1000;
  while (Date.now() < until) {
    const answered = await answers(readyUrl);
    // Somebody else may have taken its port, and answers in its place.
    if (failure !== undefined || child.exitCode !== null || child.signalCode !== null) break;
    if (answered) return;
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

const MAX_PRINTED = 8000;
