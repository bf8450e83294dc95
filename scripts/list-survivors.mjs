// Prints what a mutation run left standing, as Markdown: a row of the table and a line for each survivor, as in
// docs/mutation.md. Reads reports of Stryker: `node scripts/list-survivors.mjs reports/mutation/report.json`.
import { readFileSync } from "node:fs";

/**
 * @typedef {object} Mutant
 * @property {string} status
 * @property {string} mutatorName
 * @property {string} [replacement]
 * @property {{ start: { line: number, column: number } }} location
 */

/** @typedef {{ files: Record<string, { mutants: Mutant[] }> }} Report */

const LONGEST = 80;
const given = process.argv.slice(2);
for (const path of given.length > 0 ? given : ["reports/mutation/report.json"]) {
  /** @type {Report} */
  const report = JSON.parse(readFileSync(path, "utf8"));
  console.log([toRow(report), "", ...listSurvivors(report)].join("\n"));
}

/**
 * Room, mutants, killed, score in per cent. What Stryker could not run at all is no mutant.
 *
 * @param {Report} report
 */
function toRow({ files }) {
  const all = Object.values(files).flatMap(({ mutants }) => mutants);
  const standing = all.filter(isStanding).length;
  const killed = all.filter(({ status }) => status === "Killed" || status === "Timeout").length;
  const count = killed + standing;
  const rooms = [...new Set(Object.keys(files).map((file) => withoutRoot(file).replace(/[^/]*$/, "")))];
  return `| ${rooms.map((room) => `\`${room}\``).join(", ")} | ${count} | ${killed} | ${((100 * killed) / count).toFixed(1)} |`;
}

/**
 * One line each, in the order of the source.
 *
 * @param {Report} report
 */
function listSurvivors({ files }) {
  return Object.entries(files)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .flatMap(([file, { mutants }]) => mutants.filter(isStanding).toSorted(byPlace).map(describe(file)));
}

/** @param {string} file */
function describe(file) {
  return (/** @type {Mutant} */ { mutatorName, replacement = "", location, status }) => {
    const where = `\`${withoutRoot(file)}:${location.start.line}\``;
    const untested = status === "NoCoverage" ? ", which no test ran" : "";
    return `- ${where} ${mutatorName} ${toCode(replacement)}${untested}`;
  };
}

/** @param {Mutant} mutant */
function isStanding({ status }) {
  return status === "Survived" || status === "NoCoverage";
}

/**
 * @param {Mutant} one
 * @param {Mutant} other
 */
function byPlace({ location: { start: one } }, { location: { start: other } }) {
  return one.line - other.line || one.column - other.column;
}

/** @param {string} file */
function withoutRoot(file) {
  return file.replace(/^packages\/core\/src\//, "");
}

/**
 * On one line, shortened, and between marks that do not occur in it.
 *
 * @param {string} text
 */
function toCode(text) {
  const line = text.replaceAll(/\s+/g, " ");
  const short = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  return short.includes("`") ? `\`\`\` ${short} \`\`\`` : `\`${short}\``;
}
