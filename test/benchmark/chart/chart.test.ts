import { describe, expect, test } from "vitest";
import type { BenchmarkResult, BenchmarkRun } from "../model.mjs";
import { toPanels } from "./panels.mjs";
import { renderChart } from "./render.mjs";
import { fillFigures, writeMachine } from "./tables.mjs";

const inProcess = (row: string, contender: string, floorRatio: number): BenchmarkResult => ({
  group: "in-process",
  row,
  contender,
  measures: { floorRatio, wallMicroseconds: 16 / floorRatio, mainThreadMicroseconds: 3 },
});

const http = (row: string, contender: string, requestsPerSecondRatio: number): BenchmarkResult => ({
  group: "http",
  row,
  contender,
  measures: { requestsPerSecondRatio, addedCpuMicroseconds: 4.2, p50Milliseconds: 0.5, p99Milliseconds: 2 },
});

const RUN: BenchmarkRun = {
  machine: { node: "20.20.2", cpus: "2 x Example", platform: "linux x64" },
  startedAt: "2026-11-20T12:34:56.789Z",
  results: [
    inProcess("remembered, one token", "jose", 0.3),
    inProcess("remembered, one token", "fast-jwt, cache", 8.4),
    inProcess("remembered, one token", "ostiary", 16.5),
    inProcess("remembered, one token", "crypto.verify", 1),
    http("fastify, one token, RS256", "no auth", 1),
    http("fastify, one token, RS256", "ostiary", 0.8),
    http("fastify, one token, RS256", '<a> & "b"', 0.4),
    http("hono, one token, RS256", "ostiary", 0.75),
  ],
};

const draw = (run: BenchmarkRun): string => renderChart(toPanels(run), writeMachine(run));

describe("the chart", () => {
  test("is the same for the same figures, in whatever order they come", () => {
    const backwards = { ...RUN, results: RUN.results.toReversed() };
    expect(draw(structuredClone(RUN))).toBe(draw(RUN));
    expect(draw(backwards)).toBe(draw(RUN));
  });

  test("shows verifications as multiples of jose, the quickest first, and no bare primitives", () => {
    const [panel] = toPanels(RUN);
    expect(panel?.bars.map(({ name, value }) => `${name} ${panel.format(value)}`)).toEqual([
      "ostiary 55 x",
      "fast-jwt, cache 28 x",
      "jose 1.0 x",
    ]);
  });

  test("shows requests as shares of those without auth", () => {
    const panel = toPanels(RUN).find(({ title }) => title.endsWith("Fastify"));
    expect(panel?.bars.map(({ value }) => panel.format(value))).toEqual(["80 %", "40 %"]);
  });

  test("shows no caches of others where no token comes again", () => {
    const row = "cold RS256, 64 at once";
    const results = ["ostiary", "jose", "jose + LRU by raw token", "fast-jwt, cache"].map((name) =>
      inProcess(row, name, 1),
    );
    expect(toPanels({ results })[0]?.bars.map(({ name }) => name)).toEqual(["jose", "ostiary"]);
  });

  test("leaves out what was not measured", () => {
    expect(toPanels({ results: [] })).toEqual([]);
    expect(toPanels({ results: [inProcess("remembered, one token", "ostiary", 16)] })).toEqual([]);
  });

  test("has the longest bar at full length and the others in proportion", () => {
    const lengths = [...draw(RUN).matchAll(/<rect[^>]* x="234" [^>]*width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(lengths.slice(0, 3)).toEqual([472, 240.3, 8.6]);
  });

  test("has a title, a description with all figures, both colour schemes and no script", () => {
    const svg = draw(RUN);
    expect(svg).toMatch(/role="img" aria-labelledby="title description"/);
    expect(svg).toMatch(/<desc id="description">[^<]*ostiary 55 x; fast-jwt, cache 28 x; jose 1.0 x\./);
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
    expect(svg).not.toMatch(/<script|href|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
  });

  test("takes names for text, not for markup", () => {
    expect(draw(RUN)).toContain("&lt;a&gt; &amp; &quot;b&quot;");
  });
});

describe("the tables", () => {
  const place = (name: string, text = ""): string => `<!-- figures: ${name} -->\n${text}<!-- end of figures -->`;

  test("have the contenders on the side and the rows on top", () => {
    expect(fillFigures(`before\n${place("http-one")}\nafter`, RUN)).toBe(
      [
        "before",
        "<!-- figures: http-one -->",
        "",
        "<!-- oxfmt-ignore -->",
        "| contender | fastify | hono |",
        "| --- | ---: | ---: |",
        "| no auth | 1.00 (+4.20 µs) |  |",
        "| ostiary | 0.80 (+4.20 µs) | 0.75 (+4.20 µs) |",
        '| <a> & "b" | 0.40 (+4.20 µs) |  |',
        "",
        "<!-- end of figures -->",
        "after",
      ].join("\n"),
    );
  });

  test("are written again over those of an earlier run", () => {
    const once = fillFigures(place("remembered"), RUN);
    expect(once).toContain("| ostiary | 16.5 (0.97 µs) |");
    expect(fillFigures(once, RUN)).toBe(once);
  });

  test("stay as they are where a run has no figures for them", () => {
    const page = place("memory", "an earlier table\n");
    expect(fillFigures(page, RUN)).toBe(page);
  });

  test("are refused a name that there is not", () => {
    expect(() => fillFigures(place("remembred"), RUN)).toThrow("no figures are called remembred");
  });

  test("say on which machine they were measured, and when", () => {
    expect(fillFigures(place("machine"), RUN)).toContain(
      "Measured on 2 x Example, Node 20.20.2, linux x64, 2026-11-20.",
    );
  });
});
