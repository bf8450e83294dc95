import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createTestIssuer, type KeyFaultName, type TestIssuer } from "@ostiary/testing";
import { expect, type TestContext } from "vitest";
import { expectAtMost, expectExactly } from "./figures.js";

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
  program: string,
  parameters: readonly string[],
  flags: readonly string[] = [],
): Promise<ChildRun> {
  const path = fileURLToPath(new URL(`../processes/${program}.mjs`, import.meta.url));
  const child = spawn(process.execPath, [...flags, path, ...parameters], { stdio: ["ignore", "pipe", "pipe"] });
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

/** An issuer for a process, and a token of it. It lives in this process: a server would keep the other one open. */
export async function startIssuer({ onTestFinished }: TestContext): Promise<{ as: TestIssuer; parameters: string[] }> {
  const as = await createTestIssuer({ listen: true });
  onTestFinished(() => as.close());
  return { as, parameters: [as.issuer, as.issue()] };
}

/** The process ended well, soon after its last line. What could hold it open would do so for minutes. */
export function expectEnd(context: TestContext, run: ChildRun, { name, limit }: { name: string; limit: number }): void {
  const { code, complaints, lingeredSeconds } = run;
  expect({ code, complaints }).toEqual({ code: 0, complaints: "" });
  expectAtMost(context, { name, limit, unit: "s", measured: lingeredSeconds });
}

/** Nothing is rejected that nobody takes, whatever fails. */
export async function expectAllTaken(context: TestContext, faults: readonly KeyFaultName[]): Promise<void> {
  const run = await runChild("meets-faults", faults, ["--unhandled-rejections=strict", "--trace-warnings"]);
  expect(run.complaints).toBe("");
  expectExactly(context, { name: "unhandled rejections, whatever fails", limit: 0, measured: run.code ?? 1 });
  expect(run.lines).toEqual([...faults, "closed"]);
}

export const AFTER_CLOSE = { name: "process goes on after close(), with fetches that hang", limit: 10 };
export const WITHOUT_CLOSE = { name: "process goes on after its work, without close()", limit: 10 };
