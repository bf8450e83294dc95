// Refuses a package-lock.json that ties the project to one registry, or that `npm ci` would refuse on some platform.
//
// - An address in `resolved` names the registry of whoever wrote the lock; only links to workspaces may have one.
// - A name in `optionalDependencies` without an entry of its own is a platform package that the registry did not have
//   at that moment. `npm install` leaves it out and succeeds, `npm ci` then fails.
// - An entry without `integrity` is not checked when it is installed.
import { readFileSync } from "node:fs";

/**
 * @typedef {object} LockEntry
 * @property {string} [resolved]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [inBundle]
 * @property {Record<string, string>} [optionalDependencies]
 */

const files =
  process.argv.length > 2
    ? process.argv.slice(2)
    : [
        "package-lock.json",
        "test/mutation/package-lock.json",
        "test/benchmark/package-lock.json",
        "test/interop/package-lock.json",
      ];
const problems = files.flatMap(findProblems);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${files.join(", ")}: portable`);

/** @param {string} file */
function findProblems(file) {
  const text = readFileSync(file, "utf8");
  /** @type {{ packages: Record<string, LockEntry> }} */
  const lock = JSON.parse(text);
  const found = Object.entries(lock.packages).flatMap(([path, entry]) =>
    [...checkEntry(path, entry), ...checkOptional(path, entry, lock.packages)].map((problem) => `${file}: ${problem}`),
  );
  for (const [host] of text.matchAll(/https?:\/\/[^/"]*registry[^/"]*/gu)) found.push(`${file}: names ${host}`);
  return found;
}

/**
 * @param {string} path
 * @param {LockEntry} entry
 */
function* checkEntry(path, entry) {
  const installed = path.includes("node_modules/") && entry.link !== true;
  if (entry.resolved !== undefined && entry.link !== true) yield `${path} has the address ${entry.resolved}`;
  if (installed && entry.inBundle !== true && entry.integrity === undefined) yield `${path} has no integrity`;
}

/**
 * @param {string} path
 * @param {LockEntry} entry
 * @param {Record<string, LockEntry>} packages
 */
function* checkOptional(path, entry, packages) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!isInstalled(path, name, packages)) yield `${path} wants ${name}, which has no entry`;
  }
}

/**
 * Looks where Node would: in the package's own `node_modules`, then in those of the folders above.
 *
 * @param {string} path
 * @param {string} name
 * @param {Record<string, LockEntry>} packages
 */
function isInstalled(path, name, packages) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    if (`${folder === "" ? "" : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === "") return false;
  }
}
