import type { Dialect, Shape } from "@ostiary/testing/dialects";
import { collectDialects, type PlacedDialect } from "./collect-dialects.js";
import { createJudge, type Judge, judgeAll, SET_UPS, type SetUp, type Verdict } from "./judge.js";

/** A shape of the corpus, and what became of its token under every set-up. */
export interface JudgedShape {
  readonly shape: Shape;
  readonly verdicts: Readonly<Record<SetUp, Verdict>>;
  /** By which rule it was found to be what it is, where a rule was asked. */
  readonly rules: Readonly<Record<"balanced" | "preset", string | undefined>>;
}

/** A dialect, judged. */
export interface JudgedDialect {
  readonly place: PlacedDialect["place"];
  readonly dialect: Dialect;
  /** Judges further tokens of the dialect. */
  readonly judge: Judge;
  readonly shapes: readonly JudgedShape[];
}

/** Runs every shape through every set-up. The dialects are in the order of their servers' names. */
export async function runCorpus(): Promise<readonly JudgedDialect[]> {
  const judged: JudgedDialect[] = [];
  for (const { dialect, place } of collectDialects()) {
    judged.push({ place, dialect, ...(await judgeDialect(dialect)) });
  }
  return judged.toSorted((one, other) => one.dialect.server.localeCompare(other.dialect.server, "en"));
}

/** Whether it is what a resource server is to take. */
export function isAccessToken({ kind, refused }: Shape): boolean {
  return kind === "access_token" && refused === undefined;
}

/** Whether it is an access token that is not to be taken: for another API, say, or bound to a key. */
export function isRefusedAccessToken({ refused }: Shape): boolean {
  return refused !== undefined;
}

/** Whether it is no access token at all. */
export function isOfOtherKind({ kind }: Shape): boolean {
  return kind !== "access_token";
}

async function judgeDialect(dialect: Dialect): Promise<Pick<JudgedDialect, "judge" | "shapes">> {
  const judge = createJudge(dialect);
  const started = dialect.shapes.map(async (shape) => ({
    shape,
    verdicts: await judgeAll(judge, { shape, setUps: SET_UPS }),
    rules: { balanced: await judge.findRule("balanced", shape), preset: await judge.findRule("preset", shape) },
  }));
  return { judge, shapes: await Promise.all(started) };
}
