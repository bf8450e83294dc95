import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestCase, TestModule } from "vitest/node";
import { attackIds } from "./catalogue.js";
import { NOT_APPLICABLE, NOT_EVERYWHERE, TARGET_NAMES } from "./not-applicable.js";

const FOLDER = fileURLToPath(new URL("../", import.meta.url));

/**
 * Counts which rows of the catalogue were really put to core and to every adapter, by tests that pass, and says what the slowest
 * refusal has cost. When all of `test/attacks` was run, a row that some target was spared without a reason, or with a reason that
 * no longer holds, turns the run red.
 */
// oxlint-disable-next-line import/no-default-export -- Vitest loads a reporter by its path.
export default class TriedReporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const run = modules.filter(({ moduleId }) => moduleId.startsWith(FOLDER));
    if (run.length === 0) return;
    const tests = run.flatMap((module) => [...module.children.allTests()]);
    const triedBy = collect(tests.filter((test) => test.ok() && test.result().state === "passed"));
    if (run.length < countFiles() || tests.some((test) => test.result().state === "skipped")) return;
    const counts = TARGET_NAMES.map((name) => {
      const count = attackIds.filter((id) => triedBy.get(id)?.has(name)).length;
      return `${name.toLowerCase()} ${count}`;
    });
    const excused = Object.keys(NOT_APPLICABLE).length;
    const tried = attackIds.filter((id) => triedBy.has(id)).length;
    console.log(`attacks: ${attackIds.length} rows, ${tried} tried: ${counts.join(", ")}; ${excused} not applicable`);
    console.log(describeSlowest(tests));
    const problems = attackIds.flatMap((id) => problemsOf(id, triedBy.get(id)));
    if (problems.length === 0) return;
    console.log(problems.join("\n"));
    process.exitCode = 1;
  }
}

function describeSlowest(tests: readonly TestCase[]): string {
  const costs = tests.flatMap((test) => {
    const { slowestMilliseconds: cost } = test.meta();
    return cost === undefined ? [] : [{ cost, title: test.fullName }];
  });
  const [slowest] = costs.toSorted((one, other) => other.cost - one.cost);
  if (slowest === undefined) return "attacks: no refusal was measured";
  return `attacks: the slowest refusal took ${slowest.cost.toFixed(1)} ms of CPU time (${slowest.title})`;
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
  const spared = TARGET_NAMES.filter((name) => !names.has(name));
  const excusedOf: readonly string[] = NOT_EVERYWHERE[id]?.spared ?? [];
  const needlessly = excusedOf.filter((name) => names.has(name));
  const lost = spared.filter((name) => !excusedOf.includes(name));
  return [
    ...(needlessly.length > 0
      ? [`attacks: ${id} was put to ${needlessly.join(", ")}, though it is said not to be`]
      : []),
    ...(lost.length > 0 ? [`attacks: ${id} was not put to ${lost.join(", ")}`] : []),
  ];
}

function countFiles(): number {
  const names = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
  // What takes long is run by a script of its own.
  return names.filter((name) => name.endsWith(".test.ts") && !name.endsWith(".heavy.test.ts")).length;
}
