// Packs every public package and looks at the tarballs as a stranger would: linted for publishing, their types resolved
// in every way, and used from a folder outside the repository. Needs a build, and no network.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const CONSUMER = "test/pack";

const outside = mkdtempSync(join(tmpdir(), "ostiary-pack-"));
try {
  const packages = findPublicPackages();
  for (const name of packages.keys()) checkTarball(name);
  installDependencies([...packages.values()]);
  useFromOutside();
  console.log(`${packages.size} packages can be published`);
} finally {
  rmSync(outside, { recursive: true, force: true });
}

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {boolean} [private]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/** @returns {Map<string, Manifest>} */
function findPublicPackages() {
  const folders = readdirSync("packages").map((folder) => join("packages", folder));
  const manifests = folders.map((folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  return new Map(
    manifests.filter((manifest) => manifest.private !== true).map((manifest) => [manifest.name, manifest]),
  );
}

/** @param {string} name */
function checkTarball(name) {
  const listing = run([findNpm(), "pack", "--json", "--workspace", name, "--pack-destination", outside]);
  const [{ filename, files }] = /** @type {[{ filename: string, files: { path: string }[] }]} */ (JSON.parse(listing));
  const tarball = join(outside, filename);
  for (const wanted of ["LICENSE", "dist/index.js", "dist/index.d.ts"]) {
    if (!files.some(({ path }) => path === wanted)) throw new Error(`${name} is packed without ${wanted}`);
  }
  run(["node_modules/publint/src/cli.js", "run", "--strict", tarball]);
  run(["node_modules/@arethetypeswrong/cli/dist/index.js", "--profile", "esm-only", "--no-emoji", tarball]);

  const folder = join(outside, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  spawn("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"], ".");
  console.log(`ok   ${name}: ${files.length} files`);
}

function findNpm() {
  const npm = process.env["npm_execpath"];
  if (npm === undefined) throw new Error("Run this as `npm run check:pack`.");
  return npm;
}

/**
 * Third-party packages come from the repository's own installation: only what the packages ask for, so that a
 * dependency that is not declared is not found.
 *
 * @param {Manifest[]} manifests
 */
function installDependencies(manifests) {
  const wanted = manifests.flatMap(({ name: dependent, dependencies, peerDependencies }) =>
    Object.keys({ ...dependencies, ...peerDependencies }).map((name) => ({ name, dependent })),
  );
  for (const { name, dependent } of [...wanted, { name: "@types/node", dependent: "" }]) {
    const link = join(outside, "node_modules", name);
    if (manifests.some((manifest) => manifest.name === name) || existsSync(link)) continue;
    // Where another version has the place at the root, the one that is meant lies with the package.
    const own = resolve("node_modules", dependent, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(existsSync(own) ? own : resolve("node_modules", name), link, "junction");
  }
}

function useFromOutside() {
  cpSync(CONSUMER, outside, { recursive: true });
  writeFileSync(join(outside, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const compilerOptions = {
    target: "es2023",
    module: "nodenext",
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(join(outside, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));

  run(["consumer.mjs"], outside);
  console.log("ok   import");
  run(["consumer.cjs"], outside);
  console.log("ok   require()");
  run([resolve("node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"], outside);
  console.log("ok   types");
  const elsewhere = { ...compilerOptions, lib: ["es2023", "dom"], types: [], skipLibCheck: false };
  const files = ["without-node.ts"];
  writeFileSync(join(outside, "tsconfig.json"), JSON.stringify({ compilerOptions: elsewhere, files }));
  run([resolve("node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"], outside);
  console.log("ok   types of core without those of Node");
}

/**
 * @param {string[]} args
 * @param {string} [cwd]
 */
function run(args, cwd = ".") {
  return spawn(process.execPath, args, cwd);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
function spawn(command, args, cwd) {
  const { status, signal, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} ended with ${signal ?? status}\n${stdout}${stderr}`);
}
