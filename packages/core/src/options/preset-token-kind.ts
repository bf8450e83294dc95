import type { TokenKindPolicy } from "./issuer-policy-options.js";

/**
 * A member of the options of an introspection that presets add, for how much evidence its answers can give. A symbol, so that it
 * survives `{ ...preset(...).introspection }` and nobody has to see it; not exported to applications.
 */
export const presetTokenKind: unique symbol = Symbol("preset token kind");

/** The `tokenKind` of an introspection that gives none, as long as its issuer has the one that the preset gave it. */
export interface PresetTokenKind {
  /** That of the issuer. With another one an application has said what it wants of all tokens. */
  readonly forTokenKind: TokenKindPolicy;
  readonly introspected: TokenKindPolicy;
}
