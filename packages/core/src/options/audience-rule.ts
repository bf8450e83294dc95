/**
 * A member of the options of an issuer that presets add, for what they know of its audiences. A symbol, so that it survives
 * `{ ...preset(...) }` and nobody has to see it; not exported to applications.
 */
export const audienceRule: unique symbol = Symbol("audience rule");

/**
 * What is wrong with the audiences of an issuer, wherever they were given: sentences with the way to mend it, none for those
 * that are fine. Not asked where any audience will do, or none is given.
 */
export type AudienceRule = (audience: readonly string[]) => readonly string[];
