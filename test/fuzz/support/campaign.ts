import { randomInt } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import type { TestContext } from "vitest";

/** Which part of all runs each property gets: more where a run is cheap, or where an attacker has the most to choose from. */
const SHARES = {
  "mutated tokens": 26,
  "mutated tokens, explained": 3,
  "mutated tokens, with introspection": 4,
  "edited headers": 12,
  "members twice": 8,
  "mutated encrypted tokens": 4,
  "edited headers of encrypted tokens": 3,
  "Authorization lines": 18,
  "Authorization lines, on every adapter": 11,
  "JWK Sets": 1,
  "metadata documents": 1,
  "introspection answers": 4,
  "signed introspection answers": 2,
  claims: 10,
  "granted scopes": 4,
  "requirements of any shape": 2,
  "rotations and outages": 1,
  options: 3,
} as const satisfies Record<string, number>;

/** A property of the campaign. */
export type PropertyName = keyof typeof SHARES;

/** What became of one property. */
export interface PropertyRun {
  readonly name: string;
  readonly runs: number;
  readonly seconds: number;
  readonly seed: number;
  readonly failed: boolean;
  /** How often each outcome was seen. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Those that its share of the runs was too small to be asked for. */
  readonly leftToChance: readonly string[];
}

declare module "vitest" {
  interface TaskMeta {
    campaign?: PropertyRun;
  }
}

/** Something that must hold, whatever comes. */
export interface Property<Plan> {
  /** Plans of what to try. They name tokens, keys and secrets instead of holding them, since a failure prints its plan. */
  readonly plans: fc.Arbitrary<Plan>;
  /** Rejects if it does not hold. Resolves with what came of the plan, in a word. */
  readonly holds: (plan: Plan) => Promise<string>;
  /**
   * What must come of some plans: a property that refuses everything, or never gets as far, shows nothing. Each with the number of
   * runs of which one at least comes to it, on the average. A run is asked for those that chance would not leave out of its share;
   * the first is one that every longer campaign is asked for.
   */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Of all properties together: enough for a look with each run of the tests. */
const FEW_RUNS = 2500;
const RUNS = Number(process.env["FUZZ_RUNS"] ?? FEW_RUNS);
/** From this on each property has runs enough to show that it does not refuse everything. */
const CAMPAIGN_RUNS = 20_000;
/** So many times are expected of an outcome that a run is asked for: once in three million, chance leaves out such a one. */
const EXPECTED_TIMES = 15;
const SEED = Number(process.env["FUZZ_SEED"] ?? randomInt(2 ** 31));

/** However long a campaign is. */
export const PATIENT = { timeout: process.env["FUZZ_RUNS"] === undefined ? 60_000 : 0 };

const untold: PropertyRun[] = [];
const secrets = new Set<string>();

/** No message of a failure holds this value. Long texts in base64url need not be named. */
export function keepSecret(value: string): string {
  secrets.add(value);
  return value;
}

/** Tries its share of the runs, and fails with the smallest plan for which the property does not hold. */
export async function expectProperty<Plan>(
  { task }: Pick<TestContext, "task">,
  name: PropertyName,
  { plans, holds, outcomes }: Property<Plan>,
): Promise<void> {
  const startedAt = performance.now();
  let tried = 0;
  const seen: Record<string, number> = {};
  const property = fc.asyncProperty(plans, async (plan) => {
    tried += 1;
    // What waits on the event loop, such as the messages of the test runner, must get its turn.
    if (tried % 256 === 0) await setImmediate();
    const outcome = await holds(plan);
    seen[outcome] = (seen[outcome] ?? 0) + 1;
  });
  const details = await fc.check(property, { seed: SEED, numRuns: runsOf(name) });
  const { numRuns: runs, failed } = details;
  const seconds = (performance.now() - startedAt) / 1000;
  const names = Object.keys(outcomes);
  const leftToChance = names.filter((outcome) => runsOf(name) < EXPECTED_TIMES * (outcomes[outcome] ?? 0));
  const run: PropertyRun = { name, runs, seconds, seed: SEED, failed, outcomes: seen, leftToChance };
  task.meta.campaign = run;
  untold.push(run);
  // An error of its own: the one that was thrown may hold what was compared.
  if (failed) throw new Error(describeFailure(name, details));
  const [first = ""] = names;
  if (RUNS >= CAMPAIGN_RUNS && leftToChance.includes(first))
    throw new Error(`"${name}" needs a larger share: ${runs} runs`);
  const missing = names.filter((outcome) => seen[outcome] === undefined && !leftToChance.includes(outcome));
  if (missing.length > 0) throw new Error(`"${name}" was never ${missing.join(", nor ")}, in ${runs} runs`);
}

/** For `afterAll`: the seed of what ran, also when all of it held. */
export function printSeed(): void {
  const runs = untold.splice(0);
  const count = runs.reduce((sum, run) => sum + run.runs, 0);
  console.log(`fuzz: ${runs.length} properties, ${count} runs, seed ${SEED} (FUZZ_SEED=${SEED} repeats them)`);
}

function runsOf(name: PropertyName): number {
  const whole = Object.values(SHARES).reduce((sum, share) => sum + share, 0);
  return Math.ceil((RUNS * SHARES[name]) / whole);
}

function describeFailure<Plan>(name: string, details: fc.RunDetails<[Plan]>): string {
  const { counterexample, counterexamplePath, errorInstance, numRuns, numShrinks } = details;
  const { stack } = (errorInstance ?? {}) as { readonly stack?: unknown };
  return redact(
    [
      `"${name}" does not hold: run ${numRuns}, made smaller ${numShrinks} times.`,
      `Plan: ${fc.stringify(counterexample?.[0])}`,
      `Again: FUZZ_SEED=${SEED}${RUNS === FEW_RUNS ? "" : ` FUZZ_RUNS=${RUNS}`}, path ${counterexamplePath}`,
      ...String(stack ?? errorInstance).split("\n    at async AsyncProperty", 1),
    ].join("\n"),
  );
}

/** Without what may be a part of a token, a key or a secret. */
function redact(text: string): string {
  const known = [...secrets].reduce((rest, secret) => rest.replaceAll(secret, "<secret>"), text);
  return known.replaceAll(/[\w+=-]{40,}/g, (found) => `<${found.length} characters>`);
}
