import type { DenialReason, TokenKind } from "../outcome.js";

/** What an explanation can speak of, in the order of `docs/recipes/why.md`. */
export type StepName =
  | "size"
  | "form"
  | "decryption"
  | "header"
  | "content"
  | "issuer"
  | "token_format"
  | "algorithm"
  | "type"
  | "expiry"
  | "signature"
  | "introspection"
  | "answer"
  | "claims"
  | "kind"
  | "dpop"
  | "encryption"
  | "audience"
  | "lifetime"
  | "required_claims"
  | "rejected_claims"
  | "clients"
  | "schema"
  | "checks"
  | "binding"
  | "scopes";

/**
 * What became of a step.
 *
 * - `passed`, `failed`: it was judged.
 * - `unknown`: it could not be, because something did not answer or a hook of the application broke its contract.
 * - `skipped`: it was not; the sentence says why.
 */
export type StepVerdict = "passed" | "failed" | "unknown" | "skipped";

/** One step of the walk of a token. */
export interface ExplainedStep {
  readonly step: StepName;
  readonly verdict: StepVerdict;
  /** One sentence for the operator. Safe to print; not for the client. */
  readonly says: string;
  /** With `failed`: the reason of the denial, if this had been the first step that fails. */
  readonly reason?: DenialReason;
  /** Which section asks for it; absent where no specification does. */
  readonly source?: string;
  /**
   * Whether what it judged is certain. `false` after a signature that was not found good: from there on the claims
   * are judged as if the token were genuine, which nobody knows.
   */
  readonly proven: boolean;
}

/** A header parameter, a claim, or a member of what introspection said. */
export interface ShownMember {
  /** Shortened and escaped. */
  readonly name: string;
  /** Its value, if it decides something; of all others only the form: `text of 17 characters`. */
  readonly shows: string;
}

/**
 * Why a token is accepted or not: every step with its verdict.
 *
 * For operators and tests. Frozen, and safe to print in every way: it holds neither the token nor parts of it nor secrets, and
 * values of such claims only as decide something. The client must not see it: it says what to mend next.
 */
export interface Explanation {
  /** What `verify()` makes of the token: `unavailable` stands for an `ExtensionError`, too. */
  readonly outcome: "accepted" | "denied" | "unavailable";
  /** With `denied`: that of the first step that fails. */
  readonly reason?: DenialReason;
  /** What the token is instead of an access token, when that is known. */
  readonly tokenKind?: TokenKind;
  /** The steps in the order in which `verify()` takes them. It stops at the first that is `failed` or `unknown`; this does not. */
  readonly steps: readonly ExplainedStep[];
  /** The header of the token; empty if it has none that can be read. */
  readonly header: readonly ShownMember[];
  /** Its claims, or what introspection said of it; empty if they are not known. */
  readonly claims: readonly ShownMember[];
  /** As lines of text, for a terminal or a log. */
  toString(): string;
  /** As a Markdown table, for a ticket. */
  toMarkdown(): string;
}
