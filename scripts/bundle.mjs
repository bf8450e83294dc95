// Puts the modules of the package it is run in into few files, one for each entry and what they share: loading two hundred
// small files takes longer than everything else that loading does (docs/decisions/0012-one-bundle.md).
import { readFileSync } from "node:fs";
import { rolldown } from "rolldown";

/** @type {{ exports: Record<string, Entry>, imports: Record<string, Entry>, dependencies: object }} */
const { exports, imports, dependencies } = JSON.parse(readFileSync("package.json", "utf8"));

/** @typedef {{ "@ostiary/source": string | { readonly [condition: string]: string } }} Entry */

/** @param {Entry} entry */
function toSources({ "@ostiary/source": source }) {
  return typeof source === "string" ? [source] : Object.values(source);
}

const entries = [...Object.values(exports), ...Object.values(imports)];
const sources = entries.flatMap(toSources);
const bundle = await rolldown({
  input: Object.fromEntries(sources.map((source) => [source.replace(/^\.\/src\/(.*)\.ts$/, "$1"), source])),
  external: (id) => /^(node:|#)/.test(id) || Object.keys(dependencies).some((name) => `${id}/`.startsWith(`${name}/`)),
  platform: "neutral",
});
await bundle.write({ dir: "dist", chunkFileNames: "chunks/[name].js", comments: false });
await bundle.close();
