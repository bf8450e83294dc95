/** One thing that is checked. */
export interface DescribedCheck {
  /** What is looked at: `audience`. */
  readonly check: string;
  /** What is asked of it, in words, with the values that are configured. */
  readonly demands: string;
  /** Which section asks for it; absent where no specification does. */
  readonly source?: string;
}

/** Everything that the tokens of one issuer are held to. */
export interface DescribedIssuer {
  readonly issuer: string;
  readonly checks: readonly DescribedCheck[];
}

/** A protection that a `dangerously...` switch has turned off. */
export interface SwitchedOff {
  /** The name of the switch in `@ostiary/core/danger`. */
  readonly switch: string;
  /** Whose tokens it concerns; absent if it concerns all. */
  readonly issuer?: string;
  /** What is not protected now. */
  readonly means: string;
}

/**
 * What a verifier checks, as it is configured.
 *
 * Frozen, and safe to print in every way: it holds no secret. It does say what is trusted and what is not checked: it is for
 * operators and reviewers.
 */
export interface VerifierDescription {
  /** The same for all issuers. */
  readonly checks: readonly DescribedCheck[];
  /** In the order in which they are configured. */
  readonly issuers: readonly DescribedIssuer[];
  /** Empty, unless somebody has switched a protection off. */
  readonly switchedOff: readonly SwitchedOff[];
  /** As lines of text. */
  toString(): string;
  /** As Markdown: a table for each issuer, and a heading of its own for what is switched off. */
  toMarkdown(): string;
}
