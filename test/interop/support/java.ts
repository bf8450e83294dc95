import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

/** Sees to it that Java and Maven are there: Debian's, if there are none. What fails is thrown with its answer. */
export async function ensureJava(): Promise<void> {
  const missing = await findMissing();
  if (missing.length === 0) return;
  await runApt(["update", "-q"]);
  await runApt(["install", "-y", "-q", "--no-install-recommends", ...missing.map(({ debian }) => debian)]);
  const [still] = await findMissing();
  if (still !== undefined) throw new Error(`${still.debian} is installed, and there is no ${still.command}`);
}

/** Runs Maven with whatever this machine has set for it, such as a mirror. */
export async function runMaven(args: readonly string[], folder: string): Promise<void> {
  await run("mvn", ["--batch-mode", "--no-transfer-progress", ...args], {}, folder);
}

/** For servers of tests, which live for minutes. */
export const SPARING: readonly string[] = ["-XX:TieredStopAtLevel=1", "-Xss512k"];

/** A compiler is wanted too, so that it is not a JRE. */
const PROGRAMS = [
  { command: "javac", args: ["-version"], debian: "default-jdk-headless" },
  { command: "mvn", args: ["--version"], debian: "maven" },
];

async function findMissing(): Promise<typeof PROGRAMS> {
  const found = await Promise.all(
    PROGRAMS.map(({ command, args }) =>
      run(command, args).then(
        () => true,
        () => false,
      ),
    ),
  );
  return PROGRAMS.filter((_, index) => found[index] === false);
}

/** Waits while somebody else installs, such as the script of another server. */
async function runApt(args: readonly string[]): Promise<void> {
  const [command = "", ...before] = process.getuid?.() === 0 ? ["apt-get"] : ["sudo", "-n", "apt-get"];
  for (let tries = 1; ; tries += 1) {
    try {
      await run(command, [...before, ...args], { DEBIAN_FRONTEND: "noninteractive" });
      return;
    } catch (cause) {
      if (tries === MAX_TRIES || !/could not get lock/i.test(String(cause))) throw cause;
      await delay(PAUSE_MILLISECONDS);
    }
  }
}

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<void> {
  try {
    await execFileAsync(command, args, { cwd, env: { ...process.env, ...env }, maxBuffer: MAX_PRINTED_BYTES });
  } catch (cause) {
    const { stdout = "", stderr = "", message } = cause as { stdout?: string; stderr?: string; message: string };
    const answer = `${stdout}\n${stderr}`.split("\n").filter((line) => /error|fail|E: /i.test(line));
    const told = answer.length === 0 ? message : answer.slice(0, 3).join(" ");
    throw new Error(`${[command, ...args].join(" ")}: ${told}`, { cause });
  }
}

const execFileAsync = promisify(execFile);
const MAX_TRIES = 60;
const PAUSE_MILLISECONDS = 5000;
const MAX_PRINTED_BYTES = 64 * 1024 * 1024;
