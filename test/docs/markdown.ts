import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository. */
export const ROOT: string = join(import.meta.dirname, "../..");

/** Every page that users read, as paths from the repository. */
export function listPages(): string[] {
  const atTop = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  const inDocs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name));
  const ofPackages = readdirSync(join(ROOT, "packages")).map((name) => join("packages", name, "README.md"));
  return [...atTop, ...inDocs, ...ofPackages];
}

/** The text of a file, by its path from the repository. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** The rows of all tables in a page, cells trimmed, heads and rules left out. */
export function readRows(page: string): string[][] {
  const lines = page.split("\n");
  const isRule = (line: string | undefined): boolean => /^\|[\s:|-]+\|$/.test(line ?? "");
  return lines
    .filter((line, index) => line.startsWith("|") && !isRule(line) && !isRule(lines[index + 1]))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
