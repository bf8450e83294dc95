import type { DescribedCheck, DescribedIssuer, SwitchedOff, VerifierDescription } from "./description.js";
import { writeMarkdown, writeText } from "./write-description.js";

/** Makes a description of its parts. */
export function createDescription(
  parts: Pick<VerifierDescription, "checks" | "issuers" | "switchedOff">,
): VerifierDescription {
  return new WrittenDescription(parts);
}

class WrittenDescription implements VerifierDescription {
  readonly checks: readonly DescribedCheck[];
  readonly issuers: readonly DescribedIssuer[];
  readonly switchedOff: readonly SwitchedOff[];

  constructor({ checks, issuers, switchedOff }: Pick<VerifierDescription, "checks" | "issuers" | "switchedOff">) {
    this.checks = freezeAll(checks);
    this.issuers = freezeAll(issuers.map((issuer) => ({ ...issuer, checks: freezeAll(issuer.checks) })));
    this.switchedOff = freezeAll(switchedOff);
    Object.freeze(this);
  }

  toString(): string {
    return writeText(this);
  }

  toMarkdown(): string {
    return writeMarkdown(this);
  }
}

function freezeAll<Entry>(entries: readonly Entry[]): readonly Entry[] {
  for (const entry of entries) Object.freeze(entry);
  return Object.freeze([...entries]);
}
