import { expect, type TestContext } from "vitest";

/** A number that this project promises, as a test measured it. Printed at the end of a run, the worst of each name. */
export interface Figure {
  readonly name: string;
  readonly limit: number;
  readonly measured: number;
  /** Default: none. */
  readonly unit?: string;
}

/** A figure, with what its limit means. */
export interface NotedFigure extends Figure {
  readonly relation: "at least" | "at most" | "exactly";
  readonly holds: boolean;
}

declare module "vitest" {
  interface TaskMeta {
    figures?: NotedFigure[];
  }
}

type Context = Pick<TestContext, "task">;

/** The number is within its limit. */
export function expectAtMost(context: Context, figure: Figure): void {
  note(context, { ...figure, relation: "at most", holds: figure.measured <= figure.limit });
}

/** The number is its limit, or more. */
export function expectAtLeast(context: Context, figure: Figure): void {
  note(context, { ...figure, relation: "at least", holds: figure.measured >= figure.limit });
}

/** The number is its limit. */
export function expectExactly(context: Context, figure: Figure): void {
  note(context, { ...figure, relation: "exactly", holds: figure.measured === figure.limit });
}

/** Noted before it is judged, so that the table shows also what does not hold. */
function note({ task }: Context, figure: NotedFigure): void {
  (task.meta.figures ??= []).push(figure);
  const { name, measured, relation, limit } = figure;
  expect(figure.holds, `${name}: ${measured} instead of ${relation} ${limit}`).toBe(true);
}
