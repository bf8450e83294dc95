import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { listPages, readText, ROOT } from "./markdown.js";

const LINK = /\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g;
const FOREIGN = /^(?:https?|mailto):/;
const CODE = /`([^`\n]+)`/g;
const PATH = /^(?:packages|docs|test|examples|scripts|\.ci)\//;
/** Stands for many names, or for one that the reader chooses. */
const PLACEHOLDER = /[*<{]/;

/** What is wrong with the links of a page and the paths it names. Blocks of code are not looked at. */
function findProblems(page: string, text: string): string[] {
  const prose = text.replaceAll(/^(```+)[\s\S]*?^\1$/gm, "").replaceAll(/<!--[\s\S]*?-->/g, "");
  const code = [...prose.matchAll(CODE)].map(([, span = ""]) => span);
  const links = [...prose.replaceAll(CODE, "`").matchAll(LINK)].map(([, target = ""]) => target);
  return [
    ...links.filter((target) => !FOREIGN.test(target)).flatMap((target) => findLinkProblems(page, prose, target)),
    ...code.filter((span) => PATH.test(span)).flatMap(findPathProblems),
  ];
}

function findLinkProblems(page: string, prose: string, target: string): string[] {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? page : normalize(join(dirname(page), file));
  if (file.startsWith("/") || path.startsWith("..")) return [`leads out of the repository: ${target}`];
  if (!existsSync(join(ROOT, path))) return [`leads to no file: ${target}`];
  if (anchor === undefined) return [];
  if (statSync(join(ROOT, path)).isDirectory()) return [`leads to an anchor of a folder: ${target}`];
  const anchors = readAnchors(path === page ? prose : readFileSync(join(ROOT, path), "utf8"));
  return anchors.has(anchor) ? [] : [`leads to no heading: ${target}`];
}

/** The anchors that headings get: lower case, hyphens for spaces, no punctuation, a number for the second of a name. */
function readAnchors(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text.replaceAll(/^(```+)[\s\S]*?^\1$/gm, "").matchAll(/^#{1,6} +(.+)$/gm)) {
    const name = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .trim()
      .replaceAll(" ", "-");
    let anchor = name;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${name}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** A path, perhaps followed by the title of a test; of one with a placeholder the part before it. */
function findPathProblems(span: string): string[] {
  const [path = ""] = span.split(" › ");
  const parts = path.split("/");
  const first = parts.findIndex((part) => PLACEHOLDER.test(part));
  const known = first === -1 ? path : parts.slice(0, first).join("/");
  return existsSync(join(ROOT, known)) ? [] : [`names no file: ${span}`];
}

const pages = listPages();

test.each(pages)("%s leads to and names only what is there", (page) => {
  expect(findProblems(page, readText(page))).toEqual([]);
});

test("there are links and paths in the pages", () => {
  const texts = pages.map(readText).join("\n");
  expect(texts.match(LINK)?.filter((link) => !link.includes("http")).length).toBeGreaterThan(10);
  expect([...texts.matchAll(CODE)].filter(([, span = ""]) => PATH.test(span)).length).toBeGreaterThan(100);
});

describe("a page is found wrong", () => {
  const HERE = "docs/errors.md";

  test.each([
    ["a page beside it", "[x](architecture.md)"],
    ["a page above it", "[x](../README.md)"],
    ["a folder", "[x](decisions)"],
    ["a heading of its own", "## `One`, two\n[x](#one-two)"],
    ["the second heading of a name", "## One\n## One\n[x](#one-1)"],
    ["a heading of another page", "[x](architecture.md#the-walk)"],
    ["another site", "[x](https://example.com/gone#x)"],
    ["a file in back-quotes", "`test/docs/links.test.ts`"],
    ["a file and a title", "`test/docs/links.test.ts › a page is found wrong`"],
    ["a placeholder", "`packages/<framework>/src`, `packages/*/src`"],
    ["what is no path of this repository", "`api/orders`, `test`, `test(1/2)`"],
    ["what stands in a block of code", "```\n[x](gone.md) `docs/gone.md`\n# no heading\n```"],
    ["a link in back-quotes", "`[x](gone.md)`"],
  ])("not with %s", (_, text) => {
    expect(findProblems(HERE, text)).toEqual([]);
  });

  test.each([
    ["a page that is not there", "[x](gone.md)", "leads to no file: gone.md"],
    ["a page that is elsewhere", "[x](README.md)", "leads to no file: README.md"],
    ["a place outside", "[x](../../README.md)", "leads out of the repository: ../../README.md"],
    ["an absolute path", "[x](/README.md)", "leads out of the repository: /README.md"],
    ["a heading that is not there", "## One\n[x](#two)", "leads to no heading: #two"],
    ["a heading in a block of code", "```\n# one\n```\n[x](#one)", "leads to no heading: #one"],
    ["a heading that the other page lacks", "[x](architecture.md#gone)", "leads to no heading: architecture.md#gone"],
    ["an anchor of a folder", "[x](decisions#one)", "leads to an anchor of a folder: decisions#one"],
    ["a link with code for its text", "[`x`](gone.md)", "leads to no file: gone.md"],
    ["a file that is not there", "`docs/gone.md`", "names no file: docs/gone.md"],
    ["a title in no file", "`test/gone.test.ts › x`", "names no file: test/gone.test.ts › x"],
    ["a placeholder in no folder", "`packages/gone/*.ts`", "names no file: packages/gone/*.ts"],
  ])("with %s", (_, text, problem) => {
    expect(findProblems(HERE, text)).toEqual([problem]);
  });
});
