import type { TestContext } from "vitest";
import { type Table, toText } from "./tables.js";

declare module "vitest" {
  interface TaskMeta {
    tables?: string[];
  }
}

/** Hands a table to `npm run dialects`, which prints it. */
export function noteTable({ task }: Pick<TestContext, "task">, title: string, table: Table): void {
  const text = table.rows.length === 0 ? "none" : toText(table);
  (task.meta.tables ??= []).push(`${title}\n\n${text}`);
}
