import { existsSync } from "node:fs";
import { join } from "node:path";
import { contractCases, wrongTokens } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { readRows, readText, ROOT } from "./markdown.js";

const rows = readRows(readText("docs/rfc-map.md"));

/** The titles that cases have which are data: many tests run them. */
const CASES: ReadonlySet<string> = new Set([
  ...contractCases.map(({ name }) => name),
  ...wrongTokens.map(({ title }) => title),
]);
const CASE_FILE = /^packages\/testing\/src\/(?:contract\/\w+-cases|wrong-tokens)\.ts$/;
const TEST_FILE = /^(?:packages\/\w+\/)?test\/.+\.test\.ts$/;
const REASON = /^(?:not applicable|not yet|the application's): \S/;
const LEVEL = /^(?:MUST|MUST NOT|SHOULD|SHOULD NOT|MAY|NOTE|HARD|PROFILE|OAUTH 2\.1): \S/;

/** What is wrong with a cell "shown by": a list of tests and reasons, separated by semicolons. */
function findProblems(cell: string): string[] {
  const items = cell.match(/(?:`[^`]*`|[^`;])+/g)?.map((item) => item.trim()) ?? [];
  if (items.length === 0) return ["shown by nothing"];
  return items.flatMap((item) => {
    if (REASON.test(item)) return [];
    const reference = /^`([^`]+)`$/.exec(item)?.[1];
    return reference === undefined ? [`neither a test nor a reason: ${item}`] : findReferenceProblems(reference);
  });
}

function findReferenceProblems(reference: string): string[] {
  const [path = "", title = "", ...lines] = reference.split(" › ");
  if (title === "") return [`not of the form file › title › line: ${reference}`];
  if (!CASE_FILE.test(path) && !TEST_FILE.test(path)) return [`no file of tests: ${path}`];
  if (!existsSync(join(ROOT, path))) return [`no such file: ${path}`];
  const source = readText(path);
  if (CASE_FILE.test(path) ? !CASES.has(title) || !hasText(source, title) : !hasTitle(source, title)) {
    return [`no such title in ${path}: ${title}`];
  }
  return lines.filter((line) => !hasText(source, line)).map((line) => `no such line in ${path}: ${line}`);
}

/** Whether a test or a group of tests has this title, itself or through a table. */
function hasTitle(source: string, title: string): boolean {
  const dense = source.replaceAll(/\(\s+/g, "(");
  return ["test(", "describe(", ")("].some((call) => literalsOf(title).some((text) => dense.includes(call + text)));
}

function hasText(source: string, text: string): boolean {
  return literalsOf(text).some((literal) => source.includes(literal));
}

function literalsOf(text: string): string[] {
  return [JSON.stringify(text), `'${text}'`, `\`${text}\``];
}

test.each(rows)("%s (%s) names what is there", (_, __, ___, shownBy = "") => {
  expect(findProblems(shownBy)).toEqual([]);
});

test.each(rows)("%s (%s) has an id, a section, a level and a duty", (...row) => {
  expect(row).toEqual([
    expect.stringMatching(/^R-(?:\d{4}|OA21)-\d{2}$/),
    expect.stringMatching(/§|CORS/),
    expect.stringMatching(LEVEL),
    expect.stringMatching(/\S/),
  ]);
});

test("the ids are numbered from 1 within each specification, without a gap, so none is there twice", () => {
  const numbers = new Map<string, string[]>();
  for (const [id = ""] of rows) numbers.set(id.slice(0, -3), [...(numbers.get(id.slice(0, -3)) ?? []), id.slice(-2)]);
  for (const [name, given] of numbers) {
    const expected = given.map((_, index) => String(index + 1).padStart(2, "0"));
    expect([name, given]).toEqual([name, expected]);
  }
  expect([...numbers.keys()]).toEqual([
    ...[
      "R-6750",
      "R-OA21",
      "R-9110",
      "R-7515",
      "R-7517",
      "R-7518",
      "R-7519",
      "R-7800",
      "R-8725",
      "R-9068",
      "R-8693",
      "R-8414",
    ],
    ...["R-7662", "R-9701"],
  ]);
});

describe("the map is found wrong", () => {
  const HERE = "test/docs/rfc-map.test.ts";
  const THIS = "the map is found wrong";

  test.each([
    ["a group of tests", `\`${HERE} › ${THIS}\``],
    ["the title of a table", `\`${HERE} › %s (%s) names what is there\``],
    ["lines of a table", `\`${HERE} › not when it names %s › lines of a table › a reason\``],
    ["a case that is data", "`packages/testing/src/wrong-tokens.ts › an unsigned token (RFC 8725 §3.2)`"],
    ["a reason", "not yet: DPoP; not applicable: `none` is no option; the application's: TLS"],
    ["a test and a reason", `\`${HERE} › ${THIS}\`; not yet: DPoP`],
  ])("not when it names %s", (_, cell) => {
    expect(findProblems(cell)).toEqual([]);
  });

  test.each([
    ["nothing", "", "shown by nothing"],
    ["a file that is not there", "`test/docs/gone.test.ts › x`", "no such file: test/docs/gone.test.ts"],
    ["a file without tests", "`test/docs/markdown.ts › readRows`", "no file of tests: test/docs/markdown.ts"],
    ["a title that is not there", `\`${HERE} › the map is right\``, `no such title in ${HERE}: the map is right`],
    ["a text that is no title", `\`${HERE} › a group of tests\``, `no such title in ${HERE}: a group of tests`],
    ["half a title", `\`${HERE} › the map\``, `no such title in ${HERE}: the map`],
    ["a line that is not there", `\`${HERE} › ${THIS} › no line\``, `no such line in ${HERE}: no line`],
    ["a file without a title", `\`${HERE}\``, `not of the form file › title › line: ${HERE}`],
    ["a reason without a word", "not yet:", "neither a test nor a reason: not yet:"],
    ["a test without quotes", `${HERE} › ${THIS}`, `neither a test nor a reason: ${HERE} › ${THIS}`],
  ])("when it names %s", (_, cell, problem) => {
    expect(findProblems(cell)).toEqual([problem]);
  });
});
