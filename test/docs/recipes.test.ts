import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { dialects } from "@ostiary/testing/dialects";
import { format } from "oxfmt";
import { expect, test } from "vitest";
import { toAnchor } from "../dialects/support/server-section.js";
import { toMarkdown } from "../dialects/support/tables.js";
import { readText, ROOT } from "./markdown.js";

const PAGE = "docs/recipes/testing.md";
/** A mark, and what stands after it: a block of code, or a table. */
const FILE = /<!-- file: (\S+) -->\n+(?:```\w+\n[\s\S]*?```\n)?/g;
const TABLE = /<!-- dialects -->\n+(?:\|.*\n)*/;

const page = readText(PAGE);

// `npm run dialects -- --update` writes the page anew.
test("the recipes on the page are the tests that run, and the names of servers are all there are", async () => {
  await expect(await formatPage(fillIn(page))).toMatchFileSnapshot(join(ROOT, PAGE));
});

test("every test of test/recipes is on the page", () => {
  const shown = [...page.matchAll(FILE)].map(([, file]) => file).toSorted();
  const files = readdirSync(join(ROOT, "test/recipes")).map((name) => `test/recipes/${name}`);
  const runners = ["test/recipes/jest.test.ts", "test/recipes/node-test.test.ts"];
  expect(shown).toEqual(files.filter((file) => !runners.includes(file)).toSorted());
});

function fillIn(text: string): string {
  return text
    .replace(TABLE, () => `<!-- dialects -->\n\n${tabulateNames()}\n`)
    .replaceAll(FILE, (_, file: string) => {
      const language = extname(file) === ".ts" ? "ts" : "js";
      return `<!-- file: ${file} -->\n\n\`\`\`${language}\n${readText(file)}\`\`\`\n`;
    });
}

function tabulateNames(): string {
  const sorted = dialects.toSorted((one, other) => one.name.localeCompare(other.name, "en"));
  const rows = sorted.map(({ name, server }) => [`\`${name}\``, `[${server}](../issuers.md#${toAnchor(server)})`]);
  return toMarkdown({ head: ["`like`", "plays"], rows });
}

async function formatPage(text: string): Promise<string> {
  const { code, errors } = await format("testing.md", text, JSON.parse(readText(".oxfmtrc.json")));
  if (errors.length > 0) throw new Error(`the page cannot be formatted: ${errors[0]?.message}`);
  return code;
}
