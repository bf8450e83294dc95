import type { Dialect } from "../dialect.js";

/** What a file of `test/dialects/servers` holds. */
export interface DialectFile {
  /** Its name without `.ts`. */
  readonly name: string;
  readonly dialects: readonly Dialect[];
}

/** Reads all files of `test/dialects/servers`, in the order of the alphabet. Each exports one list of dialects. */
export function collectDialects(): readonly DialectFile[] {
  const files = Object.entries(import.meta.glob("../servers/*.ts", { eager: true }));
  return files.map(([path, module]) => {
    const name = path.slice("../servers/".length, -".ts".length);
    const [list, ...others] = Object.values(module);
    if (list === undefined || list.length === 0 || others.length > 0) {
      throw new Error(`servers/${name}.ts must export one list of dialects, and nothing else`);
    }
    return { name, dialects: list };
  });
}

declare global {
  interface ImportMeta {
    /** The files beside this one that fit, imported: Vite writes the imports, in the order of the alphabet. */
    readonly glob: (
      pattern: string,
      options: { readonly eager: true },
    ) => Readonly<Record<string, Readonly<Record<string, readonly Dialect[]>>>>;
  }
}
