// Holds the direction of imports that import-direction.mjs writes down.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Visitor } from "@swc/core/Visitor.js";
import { cruise } from "dependency-cruiser";
import ruleSet from "./import-direction.mjs";

// swc parses `using`, its visitor has no case for it: such a statement holds variables like any other.
/* oxlint-disable typescript/no-deprecated, typescript/unbound-method -- what dependency-cruiser uses, as it is */
const { visitStatement } = Visitor.prototype;
/**
 * @this {Visitor}
 * @param {any} statement
 */
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== "UsingDeclaration") return visitStatement.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};
/* oxlint-enable typescript/no-deprecated, typescript/unbound-method */

const files = ["packages", "examples", "test"].flatMap(findSources);
const { output: graph } = await cruise(files, { ...ruleSet.options, ruleSet, validate: true });
if (typeof graph === "string") throw new TypeError("dependency-cruiser answered with a text instead of a graph");

const { violations, totalDependenciesCruised } = graph.summary;
for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} -> ${to}`);
const broken = new Set(violations.map(({ rule }) => rule.name));
for (const { name, comment } of [...(ruleSet.forbidden ?? []), ...(ruleSet.required ?? [])]) {
  if (broken.has(name ?? "") && comment !== undefined) console.error(`\n${name}: ${comment}`);
}

// Without a parser for TypeScript the tool reads nothing, finds nothing wrong, and says so.
const seen = new Set(graph.modules.map(({ source }) => source));
const unseen = files.filter((file) => !seen.has(file));
for (const file of unseen) console.error(`not read: ${file}`);

if (violations.length > 0 || unseen.length > 0) process.exit(1);
console.log(`${totalDependenciesCruised} imports of ${files.length} files point the right way`);

/**
 * @param {string} folder
 * @returns {string[]}
 */
function findSources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "dist", "mutation"].includes(entry.name) ? [] : findSources(path);
    return /\.m?ts$/u.test(entry.name) ? [path.replaceAll("\\", "/")] : [];
  });
}
