// Draws the chart of the README and fills the tables of docs/performance.md. Run by itself it takes the results of an
// earlier run: `node test/benchmark/chart/index.mjs [file]`.
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { toPanels } from "./panels.mjs";
import { renderChart } from "./render.mjs";
import { fillFigures, writeMachine } from "./tables.mjs";

const CHART = new URL("../../../docs/performance.svg", import.meta.url);
const PAGE = new URL("../../../docs/performance.md", import.meta.url);
const LATEST = new URL("../results/latest.json", import.meta.url);

/** @param {import("../model.mjs").BenchmarkRun} run */
export async function drawChart(run) {
  const panels = toPanels(run);
  if (panels.length > 0) await writeFile(CHART, renderChart(panels, writeMachine(run)));
  await writeFile(PAGE, fillFigures(await readFile(PAGE, "utf8"), run));
}

const [, program = "", file] = process.argv;
if (import.meta.url === pathToFileURL(program).href) {
  await drawChart(JSON.parse(await readFile(file ?? LATEST, "utf8")));
}
