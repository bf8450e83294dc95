// What installing a package brings along: it, and all that it and they depend on, as they lie in an installation. Needs
// no network, and gives what npm gives, since it is npm that laid them there.
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folders of all packages that these names lead to, seen from a folder.
 *
 * @param {readonly string[]} names
 * @param {string} from
 * @param {Set<string>} [found]
 * @returns {Set<string>}
 */
export function findClosure(names, from, found = new Set()) {
  for (const name of names) {
    const folder = findPackage(name, from);
    if (folder === undefined) throw new Error(`${name} is not installed`);
    if (found.has(folder)) continue;
    found.add(folder);
    findClosure(readDependencies(folder), folder, found);
  }
  return found;
}

/**
 * @param {string} folder Of a package.
 * @returns {string[]}
 */
export function readDependencies(folder) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.keys(dependencies);
}

/**
 * The bytes of its files, without the packages within it.
 *
 * @param {string} folder
 * @returns {number}
 */
export function measureFolder(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) bytes += lstatSync(path).size;
    else if (entry.isDirectory() && entry.name !== "node_modules") bytes += measureFolder(path);
  }
  return bytes;
}

/**
 * Looks where Node would.
 *
 * @param {string} name
 * @param {string} from
 */
function findPackage(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", name);
    if (existsSync(join(path, "package.json"))) return path;
    if (folder === dirname(folder)) return undefined;
  }
}
