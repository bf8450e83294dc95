import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestCase, TestModule } from "vitest/node";
import { attackIds } from "./catalogue.js";
import { NOT_APPLICABLE, NOT_EVERYWHERE } from "./not-applicable.js";

const FOLDER = fileURLToPath(new URL("../", import.meta.url));
const TARGETS = ["core", "Express", "Fastify", "Hono"];

/**
 * Counts which rows of the catalogue were really put to core and to every adapter, by tests that pass. When all of `test/attacks`
 * was run, a row that some target was spared without a reason, or with a reason that no longer holds, turns the run red.
 */
// oxlint-disable-next-line import/no-default-export -- Vitest loads a reporter by its path.
export default class TriedReporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const run = modules.filter(({ moduleId }) => moduleId.startsWith(FOLDER));
    if (run.length === 0) return;
    const tests = run.flatMap((module) => [...module.children.allTests()]);
    const triedBy = collect(tests.filter((test) => test.ok() && test.result().state === "passed"));
    if (run.length < countFiles() || tests.some((test) => test.result().state === "skipped")) return;
    const counts = TARGETS.map((name) => {
      const count = attackIds.filter((id) => triedBy.get(id)?.has(name)).length;
      return `${name.toLowerCase()} ${count}`;
    });
    const excused = Object.keys(NOT_APPLICABLE).length;
    const tried = attackIds.filter((id) => triedBy.has(id)).length;
    console.log(`attacks: ${attackIds.length} rows, ${tried} tried: ${counts.join(", ")}; ${excused} not applicable`);
    const problems = attackIds.flatMap((id) => problemsOf(id, triedBy.get(id)));
    if (problems.length === 0) return;
    console.log(problems.join("\n"));
    process.exitCode = 1;
  }
}

/** Which targets each row was put to. */
function collect(tests: readonly TestCase[]): ReadonlyMap<string, ReadonlySet<string>> {
  const triedBy = new Map<string, Set<string>>();
  for (const test of tests) {
    for (const [id] of test.fullName.matchAll(/\b[A-S]-\d\d\b/g)) {
      const names = triedBy.get(id) ?? new Set();
      triedBy.set(id, names);
      // A test that puts nothing to a target asks core in code.
      for (const name of test.meta().tried ?? ["core"]) names.add(name);
    }
  }
  return triedBy;
}

function problemsOf(id: string, names: ReadonlySet<string> | undefined): readonly string[] {
  const isExcused = id in NOT_APPLICABLE;
  if (names === undefined) return isExcused ? [] : [`attacks: ${id} was not tried`];
  if (isExcused) return [`attacks: ${id} was tried, though it is said not to apply`];
  const spared = TARGETS.filter((name) => !names.has(name));
  if (id in NOT_EVERYWHERE)
    return spared.length === 0 ? [`attacks: ${id} was tried everywhere, though it is said not to be`] : [];
  return spared.length === 0 ? [] : [`attacks: ${id} was not put to ${spared.join(", ")}`];
}

function countFiles(): number {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".test.ts")).length;
}
