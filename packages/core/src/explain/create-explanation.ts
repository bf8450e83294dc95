import type { DenialReason, TokenKind } from "../outcome.js";
import type { ExplainedStep, Explanation, ShownMember } from "./explanation.js";
import { writeMarkdown, writeText } from "./write-explanation.js";

/** Makes an explanation of what has been found out. */
export function createExplanation(parts: Omit<Explanation, "toString" | "toMarkdown">): Explanation {
  return new FoundExplanation(parts);
}

class FoundExplanation implements Explanation {
  declare readonly outcome: Explanation["outcome"];
  declare readonly reason?: DenialReason;
  declare readonly tokenKind?: TokenKind;
  declare readonly steps: readonly ExplainedStep[];
  declare readonly header: readonly ShownMember[];
  declare readonly claims: readonly ShownMember[];

  constructor(parts: Omit<Explanation, "toString" | "toMarkdown">) {
    Object.assign(this, parts);
    for (const list of [this.steps, this.header, this.claims]) Object.freeze(list);
    Object.freeze(this);
  }

  toString(): string {
    return writeText(this);
  }

  toMarkdown(): string {
    return writeMarkdown(this);
  }
}
