import { spawn } from "node:child_process";
import { once } from "node:events";
import { createTestIssuer, type TestIssuer } from "@ostiary/testing";
import { expect, type TestContext } from "vitest";
import { expectAtMost } from "../../outages/support/figures.js";

/** How a process of its own went. */
export interface ChildRun {
  readonly code: number | null;
  readonly lines: readonly string[];
  /** Errors and warnings. */
  readonly complaints: string;
  /** How long it went on after its last line, in seconds. */
  readonly lingeredSeconds: number;
}

/**
 * Runs one of the programs in `processes/`, on the built packages, until it ends by itself.
 *
 * @param flags - Of Node.
 */
export async function runChild(
  program: URL,
  parameters: readonly string[],
  flags: readonly string[] = [],
): Promise<ChildRun> {
  const child = spawn(process.execPath, [...flags, program.pathname, ...parameters], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let complaints = "";
  let lastAt = performance.now();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    lastAt = performance.now();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const exited = once(child, "exit").then(() => performance.now());
  const [code] = (await once(child, "close")) as [number | null];
  const lingeredSeconds = ((await exited) - lastAt) / 1000;
  return { code, lines: output.split("\n").filter((line) => line !== ""), complaints, lingeredSeconds };
}

/** What a program that only counts has counted: the JSON of its first line. */
export async function runCounting<T>(
  program: URL,
  parameters: readonly number[],
  flags?: readonly string[],
): Promise<T> {
  const run = await runChild(program, parameters.map(String), flags);
  expect(run).toMatchObject({ code: 0, complaints: "" });
  return JSON.parse(run.lines[0]!) as T;
}

/** An issuer for a process, and what that needs to ask it. It lives in this process: a server would keep the other one open. */
export async function startIssuer({ onTestFinished }: TestContext): Promise<{ as: TestIssuer; parameters: string[] }> {
  const as = await createTestIssuer({ listen: true });
  onTestFinished(() => as.close());
  const { clientId, clientSecret } = as.resourceServer;
  return { as, parameters: [as.issuer, clientId, clientSecret, as.issueOpaque()] };
}

/** The process ended well, soon after its last line. What could hold it open would do so for half a minute. */
export function expectEnd(context: TestContext, run: ChildRun, name: string): void {
  const { code, complaints, lingeredSeconds } = run;
  expect({ code, complaints }).toEqual({ code: 0, complaints: "" });
  expectAtMost(context, { name, limit: 5, unit: "s", measured: lingeredSeconds });
}
