import { ensurePrograms } from "./apt.js";
import { run } from "./run.js";

/**
 * Sees to it that Java and Maven are there.
 *
 * @throws Error - naming what failed.
 */
export function ensureJava(): Promise<void> {
  return ensurePrograms(PROGRAMS);
}

/** Runs Maven with whatever this machine has set for it, such as a mirror. */
export async function runMaven(args: readonly string[], cwd: string): Promise<void> {
  await run("mvn", ["--batch-mode", "--no-transfer-progress", ...args], { cwd, timeoutSeconds: MAVEN_SECONDS });
}

/** For servers of tests, which live for minutes. */
export const SPARING: readonly string[] = ["-XX:TieredStopAtLevel=1", "-Xss512k"];

/** A compiler is wanted too, so that it is not a JRE. */
const PROGRAMS = [
  { command: "javac", args: ["-version"], packages: ["default-jdk-headless"] },
  { command: "mvn", args: ["--version"], packages: ["maven"] },
];
const MAVEN_SECONDS = 900;
