import type { Dialect, Shape } from "@ostiary/testing/dialects";
import type { JudgedDialect } from "./run-corpus.js";

/** How many forms there are, of which no two of a product have the same kind, header `typ` and names of claims. */
export function countDistinct(corpus: readonly Pick<JudgedDialect, "dialect">[]): number {
  return new Set(corpus.flatMap(({ dialect }) => dialect.shapes.map((shape) => toForm(dialect, shape)))).size;
}

function toForm({ product }: Dialect, { kind, format = "jwt", encrypted = false, header, claims }: Shape): string {
  const typ = header?.["typ"] ?? "";
  return JSON.stringify([product, kind, format, encrypted, typ, ...Object.keys(claims).toSorted()]);
}
