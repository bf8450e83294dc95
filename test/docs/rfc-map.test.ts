import { existsSync } from "node:fs";
import { join } from "node:path";
import { contractCases, defects } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { readRows, readText, ROOT } from "./markdown.js";

const rows = readRows(readText("docs/rfc-map.md"));

/** The titles that cases have which are data: many tests run them. */
const CASES: ReadonlySet<string> = new Set([
  ...contractCases.map(({ name }) => name),
  ...defects.map(({ title }) => title),
]);
const CASE_FILE = /^packages\/testing\/src\/(?:contract\/\w+-cases|defects\/\w+-defects)\.ts$/;
const TEST_FILE = /^(?:packages\/\w+\/)?test\/.+\.test\.ts$/;
const REASON = /^(?:not applicable|not yet|the application's): \S/;
const LEVEL = /^(?:MUST|MUST NOT|SHOULD|SHOULD NOT|MAY|NOTE|HARD|PROFILE|DRAFT|OAUTH 2\.1): \S/;
/** A section, or what has none: a draft that still moves, a platform. */
const SECTION = /§|CORS|^(?:draft-|OpenID|RFC 9901|`|ECMAScript|Fetch|Node|Web Cryptography|Express)/;

/** How many duties are known of each specification, in the order of the page: no row may be lost. */
const KNOWN: readonly (readonly [prefix: string, rows: number])[] = [
  ["R-6750", 24],
  ["R-OA21", 9],
  ["R-9110", 22],
  ["R-7515", 15],
  ["R-7517", 8],
  ["R-7518", 13],
  ["R-7519", 12],
  ["R-7800", 1],
  ["R-8725", 27],
  ["R-9068", 18],
  ["R-8693", 7],
  ["R-8414", 17],
  ["R-7662", 23],
  ["R-9701", 9],
  ["R-9449", 35],
  ["R-8705", 12],
  ["R-9470", 10],
  ["R-9728", 22],
  ["R-8707", 4],
  ["R-9396", 7],
  ["R-9700", 10],
  ["R-FAPI2", 12],
  ["R-OIDC", 5],
  ["R-TYP", 18],
  ["R-TSL", 18],
  ["R-MCP", 21],
  ["R-WIP", 6],
  ["R-RT", 20],
];

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
    expect.stringMatching(/^R-[A-Z0-9]+-\d{2}$/),
    expect.stringMatching(SECTION),
    expect.stringMatching(LEVEL),
    expect.stringMatching(/\S/),
  ]);
});

/** The numbers given within each specification, in the order of the page. */
function groupNumbers(): Map<string, string[]> {
  const numbers = new Map<string, string[]>();
  for (const [id = ""] of rows) numbers.set(id.slice(0, -3), [...(numbers.get(id.slice(0, -3)) ?? []), id.slice(-2)]);
  return numbers;
}

test("the ids are numbered from 1 within each specification, without a gap, so none is there twice", () => {
  for (const [prefix, given] of groupNumbers()) {
    const expected = given.map((_, index) => String(index + 1).padStart(2, "0"));
    expect([prefix, given]).toEqual([prefix, expected]);
  }
});

test("every duty that is known has a row: 391 that were collected, and 14 of our own", () => {
  expect([...groupNumbers()].map(([prefix, { length }]) => [prefix, length])).toEqual(KNOWN);
  expect(KNOWN.reduce((sum, [, known]) => sum + known, 0)).toBe(391 + 14);
});

describe("the map is found wrong", () => {
  const HERE = "test/docs/rfc-map.test.ts";
  const THIS = "the map is found wrong";

  test.each([
    ["a group of tests", `\`${HERE} › ${THIS}\``],
    ["the title of a table", `\`${HERE} › %s (%s) names what is there\``],
    ["lines of a table", `\`${HERE} › not when it names %s › lines of a table › a reason\``],
    ["a case that is data", "`packages/testing/src/defects/algorithm-defects.ts › an unsigned token (RFC 8725 §3.2)`"],
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
