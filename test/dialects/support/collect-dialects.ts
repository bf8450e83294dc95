import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Dialect, dialects } from "@ostiary/testing/dialects";
import { readText, ROOT } from "../../docs/markdown.js";

/** A dialect, and where it is written. */
export interface PlacedDialect {
  readonly dialect: Dialect;
  /** The file, from the root of the repository, and which of that file's dialects it is. */
  readonly place: { readonly file: string; readonly index: number; readonly of: number };
}

/** Finds all dialects in their files, by their names. */
export function collectDialects(): readonly PlacedDialect[] {
  const places = findPlaces();
  return dialects.map((dialect) => {
    const place = places.get(dialect.name);
    if (place === undefined) throw new Error(`no file of ${FOLDER} has the dialect ${dialect.name}`);
    return { dialect, place };
  });
}

function findPlaces(): ReadonlyMap<string, PlacedDialect["place"]> {
  const entries = readdirSync(join(ROOT, FOLDER)).flatMap((name) => {
    const file = `${FOLDER}/${name}`;
    const names = [...readText(file).matchAll(NAME)].map(([, found = ""]) => found);
    return names.map((found, index) => [found, { file, index, of: names.length }] as const);
  });
  return new Map(entries);
}

const FOLDER = "packages/testing/src/dialects/servers";
const NAME = /^ {4}name: "([\w-]+)",$/gm;
