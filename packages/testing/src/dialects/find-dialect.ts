import { suggest } from "../check-names.js";
import { dialects } from "./all-dialects.js";
import { dialectNames } from "./dialect-names.js";
import type { Dialect, Shape } from "./dialect.js";

/** @throws TypeError - no dialect has this name. */
export function findDialect(name: string): Dialect {
  const dialect = dialects.find((candidate) => candidate.name === name);
  if (dialect !== undefined) return dialect;
  throw new TypeError(`There is no dialect ${JSON.stringify(name)}${suggest(name, dialectNames)}`);
}

/**
 * Finds a shape by its title.
 *
 * @throws TypeError - the dialect has none with this title.
 */
export function findShape({ name, shapes }: Dialect, title: string): Shape {
  const shape = shapes.find(({ token }) => token === title);
  if (shape !== undefined) return shape;
  const titles = shapes.map(({ token }) => JSON.stringify(token));
  throw new TypeError(`The dialect ${name} has no shape ${JSON.stringify(title)}; there are: ${titles.join(", ")}`);
}

/** The first shape of a kind, if there is one of that format; of access tokens one that an API takes. */
export function firstShape(
  { shapes }: Dialect,
  kind: Shape["kind"],
  format?: NonNullable<Shape["format"]>,
): Shape | undefined {
  return shapes.find(
    (shape) => shape.kind === kind && shape.refused === undefined && (format ?? formatOf(shape)) === formatOf(shape),
  );
}

export function formatOf({ format = "jwt" }: Shape): NonNullable<Shape["format"]> {
  return format;
}
