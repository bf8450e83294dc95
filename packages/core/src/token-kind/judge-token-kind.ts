import type { Rule, RuleId, TokenKindEvidence } from "./rule.js";
import { RULES } from "./rules.js";

/** What kind of token the evidence shows, and how that was found. */
export interface KindVerdict {
  readonly verdict: Rule["verdict"];
  /** Of an undecided token: it looks like an ID token. */
  readonly leansIdToken: boolean;
  /** The rule that decided. */
  readonly rule: RuleId | "none";
  /** What was seen, as a sentence about the token. */
  readonly says: string;
  /** Which specification or server makes it telling. */
  readonly source: string;
  /** The names of the claims that showed it; `header typ` is no claim. Never values. */
  readonly spoke: readonly string[];
}

/**
 * Judges what kind of token a JWT is by all it shows, not by its `typ` alone, which many authorization servers leave out.
 * Trusts the claims as far as their signature goes: an issuer that lets anybody add claims to ID tokens can be told
 * apart by `typ` only.
 *
 * Does NOT look at whom the token is for, and does not decide whether to accept it: see `checkTokenKind`.
 */
export function judgeTokenKind(evidence: TokenKindEvidence): KindVerdict {
  for (const { id, verdict, leansIdToken, marks } of RULES) {
    for (const { says, source, speaks } of marks) {
      const spoke = speaks(evidence);
      if (spoke.length > 0) return { verdict, leansIdToken, rule: id, says, source, spoke };
    }
  }
  return NOTHING_SHOWN;
}

const NOTHING_SHOWN: KindVerdict = Object.freeze({
  verdict: "undecided",
  leansIdToken: false,
  rule: "none",
  says: "nothing in it shows its kind",
  source: "no rule applies",
  spoke: Object.freeze([]),
});
