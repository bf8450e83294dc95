import { readText } from "../../docs/markdown.js";
import type { JudgedDialect } from "./run-corpus.js";

/**
 * The configuration of a dialect as a program that a reader can copy, taken from the region `sample` of its file. A file
 * has one region for each of its dialects, or one for all.
 */
export function readSample({ file, index, of }: JudgedDialect["place"]): string {
  const source = readText(file);
  const samples = [...source.matchAll(REGION)].map(([, sample = ""]) => sample);
  const sample = samples.length === 1 ? samples[0] : samples[index];
  if (sample === undefined || (samples.length !== 1 && samples.length !== of)) {
    throw new Error(`${file} has ${samples.length} regions "sample" for ${of} dialects`);
  }
  const code = sample.replaceAll(OPTIONS, "const verifier = createVerifier({$1});");
  const imports = listImports(source).filter(({ name }) => new RegExp(`\\b${name}\\b`).test(code));
  const modules = [...new Set(["@ostiary/core", ...imports.map(({ from }) => from)])].toSorted();
  const lines = modules.map((from) => {
    const names = imports.filter((one) => one.from === from).map(({ name }) => name);
    const all = from === "@ostiary/core" ? ["createVerifier", ...names] : names;
    return `import { ${all.join(", ")} } from "${from}";`;
  });
  return `${lines.join("\n")}\n\n${code.trim()}\n`;
}

/** What a file imports from our packages, types aside. */
function listImports(source: string): readonly { readonly name: string; readonly from: string }[] {
  return [...source.matchAll(IMPORT)].flatMap(([, names = "", from = ""]) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type "))
      .map((name) => ({ name, from })),
  );
}

const REGION = /^\/\/ #region sample.*\n([\s\S]*?)^\/\/ #endregion/gm;
const OPTIONS = /^const \w+: VerifierOptions = \{(\n[\s\S]*?^)\};$/gm;
const IMPORT = /^import \{([^}]*)\} from "(@ostiary\/[^"]+)";$/gm;
