import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listPages, readText, ROOT } from "./markdown.js";

interface Snippet {
  readonly name: string;
  readonly code: string;
}

/**
 * The TypeScript blocks of a page. What a block takes for granted stands before it in a comment,
 * `<!-- snippet ... -->`, which readers do not see.
 */
function readSnippets(page: string): Snippet[] {
  const blocks = readText(page).matchAll(/(?:<!-- snippet\n([\s\S]*?)-->\n+)?```ts\n([\s\S]*?)```/g);
  return [...blocks].map(([, given = "", block = ""], index) => ({
    name: `${page.replaceAll(/[^a-z0-9]+/gi, "-")}-${index + 1}`,
    code: `${given}\n${block}\nexport {};\n`,
  }));
}

const snippets = listPages().flatMap(readSnippets);
const folder = mkdtempSync(join(ROOT, "test", ".snippets-"));
let problems = "";

beforeAll(() => {
  const tsconfig = {
    extends: "../tsconfig.json",
    // What a page shows need not use everything it names.
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
    include: ["*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  for (const { name, code } of snippets) writeFileSync(join(folder, `${name}.ts`), code);
  try {
    execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
  } catch (error) {
    problems = String((error as { stdout?: unknown }).stdout ?? error);
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(snippets)("the block $name compiles", ({ name }) => {
  expect(problems.split("\n").filter((line) => line.includes(`${name}.ts`))).toEqual([]);
});

test("nothing else is wrong with the blocks, and there are some", () => {
  expect(problems).toBe("");
  expect(snippets.length).toBeGreaterThan(6);
});
