import { describe, expect, test } from "vitest";
import { parseArguments } from "./arguments.mjs";
import { createProgress } from "./progress.mjs";
import { formatTables } from "./report.mjs";
import { formatFigure, formatTable } from "./table.mjs";
import { toVerdicts } from "./verdicts.mjs";

describe("parseArguments", () => {
  test("runs everything if nothing is said", () => {
    expect(parseArguments([])).toEqual({
      groups: ["in-process", "attack", "http", "memory", "install"],
      rows: [],
      quick: false,
      json: undefined,
      from: undefined,
      chart: false,
      help: false,
    });
  });

  test("takes groups in the order in which they run", () => {
    expect(parseArguments(["--only", "http, in-process"]).groups).toEqual(["in-process", "http"]);
  });

  test("takes rows, a file and switches", () => {
    const { rows, json, quick, chart } = parseArguments([
      "--rows",
      "zipf,cold",
      "--json",
      "a.json",
      "--quick",
      "--chart",
    ]);
    expect({ rows, json, quick, chart }).toEqual({ rows: ["zipf", "cold"], json: "a.json", quick: true, chart: true });
  });

  test.each([[["--only", "everything"]], [["--only", ""]], [["--fast"]], [["in-process"]]])("refuses %j", (argv) => {
    expect(() => parseArguments(argv)).toThrow();
  });
});

test("formatTable aligns what is named to the left and figures to the right", () => {
  expect(
    formatTable(
      ["who", "µs"],
      [
        ["a", "1.00"],
        ["bcde", "10.0"],
      ],
    ),
  ).toBe(["who     µs", "----  ----", "a     1.00", "bcde  10.0"].join("\n"));
});

test.each([
  [undefined, ""],
  [Number.NaN, ""],
  [0.1234, "0.12"],
  [12.34, "12.3"],
  [123.4, "123"],
  [1_234_567, "1,234,567"],
])("formatFigure writes %s as %j", (value, text) => {
  expect(formatFigure(value)).toBe(text);
});

describe("createProgress", () => {
  const record = (isTty: boolean) => {
    const written: string[] = [];
    const progress = createProgress({ isTty, columns: 40, write: (text: string) => written.push(text) });
    progress.plan(4);
    progress.step("one");
    progress.step("two");
    progress.end();
    return written;
  };

  test("writes one line anew on a terminal, no longer than it is wide", () => {
    expect(record(true)).toEqual([
      "\r\u001B[K[........................] 0/4 one",
      "\r\u001B[K[######..................] 1/4 two",
      "\r\u001B[K",
    ]);
  });

  test("writes a line for each step elsewhere", () => {
    expect(record(false)).toEqual(["1/4 one\n", "2/4 two\n", ""]);
  });
});

describe("toVerdicts", () => {
  const judge = (row: string, contenders: Record<string, Record<string, number>>) =>
    toVerdicts(
      Object.entries(contenders).map(([contender, measures]) => ({
        group: "in-process" as const,
        row,
        contender,
        measures,
      })),
    ).map(({ target, measured, isMet }) => `${target}: ${measured} ${isMet}`);

  test("judges a remembered token beside those who remember, jose and one digest", () => {
    const remembered = {
      ostiary: { floorRatio: 20 },
      jose: { floorRatio: 0.4 },
      "jose + LRU by raw token": { floorRatio: 18 },
      "fast-jwt, cache": { floorRatio: 8 },
      "fast-jwt, cache by raw token": { floorRatio: 16 },
      "SHA-256 of the token": { floorRatio: 30 },
    };
    expect(judge("remembered, one token", remembered)).toEqual([
      "at least 2 times fast-jwt, cache: 2.50 true",
      "at least 2 times fast-jwt, cache by raw token: 1.25 false",
      "at least 1.2 times jose with an LRU: 1.11 false",
      "at least 40 times jose: 50.0 true",
      "at most 1.8 times a SHA-256 of the token: 1.50 true",
    ]);
  });

  test("judges new tokens at once by speed and by the main thread's time", () => {
    const busy = {
      "crypto.verify": { floorRatio: 1, mainThreadMicroseconds: 17 },
      "crypto.verify, callback": { floorRatio: 1.5, mainThreadMicroseconds: 3 },
      ostiary: { floorRatio: 1.35, mainThreadMicroseconds: 6 },
      jose: { floorRatio: 0.9, mainThreadMicroseconds: 14 },
    };
    expect(judge("cold RS256, 64 at once", busy)).toEqual([
      "at least 0.85 of the fastest bare signature check: 0.90 true",
      "ahead of every peer: 1.50 true",
      "ahead of every peer by main-thread time: 2.33 true",
      "at most 2.33 times the main-thread time of the bare callback form: 2.00 true",
    ]);
  });

  test("says what the main thread's time makes of a remembered token, and judges by the wall clock", () => {
    const remembered = {
      ostiary: { floorRatio: 20, mainThreadMicroseconds: 1 },
      jose: { floorRatio: 1, mainThreadMicroseconds: 50 },
    };
    expect(judge("remembered, one token", remembered)).toContain(
      "at least 40 times jose: 20.0 (main thread: 50.0) false",
    );
  });

  test("says nothing of main-thread time where it cannot be told", () => {
    const busy = { "crypto.verify": { floorRatio: 1 }, ostiary: { floorRatio: 0.8 }, jose: { floorRatio: 0.9 } };
    expect(judge("cold RS256, 64 at once", busy)).toEqual([
      "at least 0.85 of the fastest bare signature check: 0.80 false",
      "ahead of every peer: 0.89 false",
    ]);
  });

  test.each(["remembered, 100,000 tokens, room for 10,000", "remembered, one token, always the same string"])(
    "has no target for %s",
    (row) => {
      expect(judge(row, { ostiary: { floorRatio: 1 } })).toEqual([]);
    },
  );
});

test("formatTables gives each row a table, and attacks one together", () => {
  const attack = { group: "attack" as const, contender: "ostiary", measures: { wallMicroseconds: 2 } };
  const text = formatTables([
    {
      group: "in-process",
      row: "cold",
      contender: "jose",
      measures: { floorRatio: 0.5, floorRatioLow: 0.4, floorRatioHigh: 0.6 },
    },
    { ...attack, row: "expired" },
    { ...attack, row: "5 MB" },
  ]);
  expect(text).toContain("in-process: cold\ncontender");
  expect(text).toContain("0.50 (0.40..0.60)");
  expect(text.match(/attack: what a token costs/gu)).toHaveLength(1);
  expect(text).toMatch(/expired +2\.00\n5 MB +2\.00/u);
});
