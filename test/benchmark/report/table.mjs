/**
 * Columns as wide as what is in them, the first flush left and the others flush right.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 * @returns {string} Lines without an end of line after the last.
 */
export function formatTable(head, rows) {
  const widths = head.map((_title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  /** @param {readonly string[]} row */
  const toLine = (row) =>
    head
      .map((_title, column) => {
        const text = row[column] ?? "";
        const width = widths[column] ?? 0;
        return column === 0 ? text.padEnd(width) : text.padStart(width);
      })
      .join("  ")
      .trimEnd();
  return [toLine(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(toLine)].join("\n");
}

/**
 * Three significant digits, thousands apart: what a benchmark on a shared machine can know.
 *
 * @param {number | undefined} value
 * @returns {string} Empty for what was not measured.
 */
export function formatFigure(value) {
  if (value === undefined || Number.isNaN(value)) return "";
  const magnitude = Math.abs(value);
  if (magnitude >= 1000) return Math.round(value).toLocaleString("en-US");
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
