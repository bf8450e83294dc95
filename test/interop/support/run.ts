import { AsyncLocalStorage } from "node:async_hooks";
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { atEnd, forget } from "./end.js";

/** How to run a command. */
export interface RunOptions {
  /** After that it is ended; earlier, if `withDeadline` says so. */
  readonly timeoutSeconds: number;
  readonly cwd?: string;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command to its end, and gives what it printed.
 *
 * @throws Error - `<command>: <what it said of its failure>`, or `<command>: no answer in n s`.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const seconds = Math.min(options.timeoutSeconds, secondsLeft());
  const name = [command, ...args].join(" ");
  // With a group of its own all that it has started can be ended.
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, LC_ALL: "C.UTF-8", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  // Politely: an installation is to leave the system as it should be.
  const end = (): void => signalGroup(child.pid, "SIGTERM");
  atEnd(end);
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  try {
    const status = await waitForEnd(child, seconds);
    if (status === "late") throw new Error(`no answer in ${Math.round(seconds)} s`);
    if (status !== 0) throw new Error(findFailure(stderr(), stdout()) ?? `ends with ${String(status)}`);
    return stdout();
  } catch (cause) {
    throw new Error(`${name}: ${messageOf(cause)}`, { cause });
  } finally {
    forget(end);
  }
}

/** Gives all commands within `action` no more than this time together. */
export function withDeadline<T>(seconds: number, action: () => Promise<T>): Promise<T> {
  return deadline.run(Date.now() + seconds * 1000, action);
}

/** Until the deadline; 0 is too late. */
export function secondsLeft(): number {
  const until = deadline.getStore();
  return until === undefined ? Number.POSITIVE_INFINITY : Math.max(0, (until - Date.now()) / 1000);
}

/** On one line. Of what is long, the beginning names the command and the end says what is wrong. */
export function toReason(cause: unknown): string {
  const text = messageOf(cause).replaceAll(/\s+/g, " ").trim();
  return text.length <= MAX_REASON
    ? text
    : `${text.slice(0, MAX_REASON / 3)} [...] ${text.slice((-MAX_REASON * 2) / 3)}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function gather(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/** The first lines that speak of one, else the last ones. */
function findFailure(stderr: string, stdout: string): string | undefined {
  const lines = `${stderr}\n${stdout}`.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.filter((line) => FAILURE.test(line));
  const told = (telling.length > 0 ? telling.slice(0, 3) : lines.slice(-3)).join(" ");
  return told === "" ? undefined : told;
}

/** Does not wait for one that does not let itself be ended. */
async function waitForEnd(child: ChildProcess, seconds: number): Promise<number | null | "late"> {
  const ended = new Promise<number | null>((done, fail) => child.once("error", fail).once("close", done));
  if ((await Promise.race([ended, after(seconds)])) !== "late") return ended;
  signalGroup(child.pid, "SIGTERM");
  if ((await Promise.race([ended, after(GRACE_SECONDS)])) === "late") signalGroup(child.pid, "SIGKILL");
  return "late";
}

function after(seconds: number): Promise<"late"> {
  return delay(seconds * 1000, "late", { ref: false });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}

const deadline = new AsyncLocalStorage<number>();
/** Whole words: modules are called `errors`. */
const FAILURE = /^(E|Err|fatal):|\berror\b|\bfail(ed|s|ure)?\b|\b(denied|no space|cannot|unable)\b/i;
const GRACE_SECONDS = 10;
const MAX_REASON = 600;
