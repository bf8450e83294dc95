import type { JsonObject } from "../internal/json-object.js";

/** What is known of a token when its kind is judged. */
export interface TokenKindEvidence {
  /** `typ` of the header; `undefined` when absent. */
  readonly typ: string | undefined;
  readonly claims: JsonObject;
  readonly issuer: string;
  /** `aud` as a list, empty when absent. */
  readonly audience: readonly string[];
  /** Header types that say nothing either way, as `toTypeName` spells them. */
  readonly acceptedTypes: ReadonlySet<string>;
}

/** The rules, by the numbers under which `docs/` and denials name them. */
export type RuleId = "R1" | "R2" | "R3" | "R4" | "R5" | "R6" | "R7" | "R8" | "R11";

/** One observation from which a rule follows. */
export interface Mark {
  /** What is seen, as a sentence about the token ("it ..."). */
  readonly says: string;
  /** Who writes it so: a specification, or a server. */
  readonly source: string;
  /** The names that show it, claims unless said otherwise; none when it is not there. */
  readonly speaks: (evidence: TokenKindEvidence) => readonly string[];
}

/** A rule applies as soon as one of its marks speaks. */
export interface Rule {
  readonly id: RuleId;
  readonly verdict: "access" | "not_access" | "undecided";
  /** Of an undecided token: more like an ID token than like anything else. */
  readonly leansIdToken: boolean;
  readonly marks: readonly Mark[];
}

type Speaks = Mark["speaks"];

/**
 * The value of a claim; `undefined` when absent. `null` counts as absent: some servers write it for what they do not
 * know. Inherited members are no claims.
 */
export function claimOf(claims: JsonObject, name: string): unknown {
  return Object.hasOwn(claims, name) ? (claims[name] ?? undefined) : undefined;
}

/** The value of a claim that is a string with something in it, else `undefined`. */
export function textOf(claims: JsonObject, name: string): string | undefined {
  const value = claimOf(claims, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Speaks for each of these claims that is there, whatever its value. */
export function anyOf(...names: readonly string[]): Speaks {
  return ({ claims }) => names.filter((name) => claimOf(claims, name) !== undefined);
}

/** Speaks for each of these claims that is a string. */
export function anyText(...names: readonly string[]): Speaks {
  return ({ claims }) => names.filter((name) => textOf(claims, name) !== undefined);
}

/** Speaks for each of these claims that is a string or a list, empty or not: the two forms in which scopes come. */
export function anyTextOrList(...names: readonly string[]): Speaks {
  return ({ claims }) =>
    names.filter((name) => {
      const value = claimOf(claims, name);
      return typeof value === "string" || Array.isArray(value);
    });
}

/** Speaks when the claim is one of `values` (lower case; case does not matter). */
export function hasValue(name: string, ...values: readonly string[]): Speaks {
  return ({ claims }) => {
    const text = textOf(claims, name)?.toLowerCase();
    return text !== undefined && values.includes(text) ? [name] : SILENT;
  };
}

/** Speaks when the claim is there and, of whatever type, none of `values` (lower case; case does not matter). */
export function hasOtherValue(name: string, ...values: readonly string[]): Speaks {
  const isExpected = hasValue(name, ...values);
  return (evidence) =>
    claimOf(evidence.claims, name) !== undefined && isExpected(evidence).length === 0 ? [name] : SILENT;
}

/** Speaks when the claim begins with `prefix`, case included. */
export function hasPrefix(name: string, prefix: string): Speaks {
  return ({ claims }) => (textOf(claims, name)?.startsWith(prefix) === true ? [name] : SILENT);
}

/** Speaks when every one of these does. */
export function allOf(...parts: readonly Speaks[]): Speaks {
  return (evidence) => {
    const spoken = parts.map((speaks) => speaks(evidence));
    return spoken.every((names) => names.length > 0) ? spoken.flat() : SILENT;
  };
}

/** Nothing to say. */
export const SILENT: readonly string[] = Object.freeze([]);
