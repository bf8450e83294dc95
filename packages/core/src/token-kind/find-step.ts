// The rules, made ready once for the way they are asked on every request.
import type { Mark, Rule, TokenKindEvidence } from "./rule.js";
import { RULES } from "./rules.js";

/** A mark with the rule it belongs to. */
export interface Step {
  readonly rule: Rule;
  readonly mark: Mark;
}

/**
 * Finds the first mark that sees something, as a walk through {@link RULES} would.
 *
 * Most marks need a claim that the token lacks. So the names of its claims say which marks are asked at all, in the order of the
 * rules; which these are is known beforehand, by a bit for each mark.
 */
export function findStep(evidence: TokenKindEvidence): Step | undefined {
  const header = findFirst(HEADER_STEPS, 0, evidence);
  if (header !== undefined) return header;
  let { low, high } = ASKED_OF_ALL;
  for (const name of Object.keys(evidence.claims)) {
    const asked = ASKED_FOR.get(name);
    if (asked === undefined) continue;
    low |= asked.low;
    high |= asked.high;
  }
  return findFirst(low, 0, evidence) ?? findFirst(high, 32, evidence);
}

/** The first step that sees something, of those from `start` on whose bits are set. */
function findFirst(bits: number, start: number, evidence: TokenKindEvidence): Step | undefined {
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    const step = STEPS[start + 31 - Math.clz32(rest & -rest)];
    if (step !== undefined && step.mark.sees.speaks(evidence).length > 0) return step;
  }
  return undefined;
}

/** Which of the steps, 32 to a number, the first in the lowest bit. */
interface StepBits {
  readonly low: number;
  readonly high: number;
}

const STEPS: readonly Step[] = RULES.flatMap((rule) => rule.marks.map((mark) => ({ rule, mark })));

/** Asked first: what the header answers, it answers whatever the claims are. */
const HEADER_STEPS: number = toBits(({ rule }) => rule.id === "R1").low;

const ASKED_OF_ALL: StepBits = toBits(({ rule, mark }) => rule.id !== "R1" && mark.sees.needs === undefined);

const ASKED_FOR: ReadonlyMap<string, StepBits> = new Map(
  STEPS.flatMap(({ mark }) => mark.sees.needs ?? []).map((name) => [
    name,
    toBits(({ mark }) => mark.sees.needs?.includes(name) === true),
  ]),
);

function toBits(isAsked: (step: Step) => boolean): StepBits {
  const word = (start: number): number =>
    STEPS.slice(start, start + 32).reduce((bits, step, at) => (isAsked(step) ? bits | (1 << at) : bits), 0);
  if (STEPS.length > 64) throw new TypeError("there are more marks than bits for them");
  return { low: word(0), high: word(32) };
}
