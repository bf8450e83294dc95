import type { TokenKind } from "../outcome.js";
import { findStep } from "./find-step.js";
import type { Doubt, Rule, RuleId, TokenKindEvidence } from "./rule.js";

/** What kind of token the evidence shows, and how that was found. */
export interface KindVerdict {
  readonly verdict: Rule["verdict"];
  /** Of an undecided token: it looks like an ID token, or like something else that is no access token. */
  readonly leansIdToken: boolean;
  /** The rule that decided. */
  readonly rule: RuleId | "none";
  /** What was seen, as a sentence about the token. */
  readonly says: string;
  /** Which specification or server makes it telling. */
  readonly source: string;
  /** The names of the claims that showed it; `header typ` is no claim. Never values. */
  readonly spoke: readonly string[];
  /** What the token is instead of an access token, if that is known. */
  readonly kind: TokenKind | undefined;
  /** Which setting would change a refusal, besides `tokenKind`, as a whole sentence. */
  readonly setting: string | undefined;
  /** Of a token that leans: what is doubted. */
  readonly doubt: Doubt | undefined;
}

/**
 * Judges what kind of token a JWT is by all it shows, not by its `typ` alone, which many authorization servers leave out.
 * Trusts the claims as far as their signature goes: an issuer that lets anybody add claims to ID tokens can be told
 * apart by `typ` only.
 *
 * Does NOT look at whom the token is for, and does not decide whether to accept it: see `checkTokenKind`.
 */
export function judgeTokenKind(evidence: TokenKindEvidence): KindVerdict {
  const step = findStep(evidence);
  if (step === undefined) return NOTHING_SHOWN;
  const { rule, mark } = step;
  const { verdict, leansIdToken, id } = rule;
  const { says, source } = mark;
  const spoke = mark.sees.speaks(evidence);
  const kind = typeof mark.kind === "function" ? mark.kind(evidence) : mark.kind;
  const setting = mark.setting ?? rule.setting;
  return { verdict, leansIdToken, rule: id, says, source, spoke, kind, setting, doubt: mark.doubt };
}

const NOTHING_SHOWN: KindVerdict = Object.freeze({
  verdict: "undecided",
  leansIdToken: false,
  rule: "none",
  says: "nothing in it shows its kind",
  source: "no rule applies",
  spoke: Object.freeze([]),
  kind: undefined,
  setting: undefined,
  doubt: undefined,
});
