/** A table: the names of its columns, and its rows. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** For a terminal: columns of one width each, the first from the left. */
export function toText({ head, rows }: Table): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const lines = [head, widths.map((width) => "-".repeat(width)), ...rows];
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** For a page. A column whose cells all begin with a digit stands to the right. */
export function toMarkdown({ head, rows }: Table): string {
  const rule = head.map((_, column) => (rows.every((row) => /^\d/.test(row[column] ?? "")) ? "--:" : "---"));
  return [head, rule, ...rows].map((line) => `| ${line.map(toCell).join(" | ")} |`).join("\n");
}

function toCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
