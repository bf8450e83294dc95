import type { ResolvedOptions } from "../resolve-options.js";
import type { StandardSchema } from "../seams/standard-schema.js";
import type { DescribedCheck } from "./description.js";

/** Options of any verifier, whatever its claims become. */
export type AnyOptions = Omit<ResolvedOptions<unknown>, "checks" | "claimsSchema"> & {
  readonly checks: readonly { readonly name: string }[];
  readonly claimsSchema: StandardSchema<unknown> | undefined;
};

/**
 * What becomes of one setting: the rows that describe it, or where else it is described, or why it is not. Every setting has
 * an entry, or the compiler objects: an option can be added without being checked here, but not without a thought.
 */
export type RowsBySetting<Setting extends PropertyKey, Subject> = {
  readonly [Name in Setting]: Entry<Subject>;
};

/** See {@link RowsBySetting}. */
export type Entry<Subject> =
  | { readonly rows: (subject: Subject) => readonly DescribedCheck[] }
  | { readonly describedWith: string }
  | { readonly notDescribed: string };

/** All rows of a table, in its order. */
export function collectRows<Subject>(
  table: Readonly<Record<string, Entry<Subject>>>,
  subject: Subject,
): DescribedCheck[] {
  return Object.values(table).flatMap((entry) => ("rows" in entry ? entry.rows(subject) : []));
}

/** One row. */
export function row(check: string, demands: string, source?: string): DescribedCheck {
  return source === undefined ? { check, demands } : { check, demands, source };
}

/** Names as they are written in settings, all of them. */
export function quoted(names: Iterable<string>): string {
  return [...names].map((name) => JSON.stringify(name)).join(", ");
}
