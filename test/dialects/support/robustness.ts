import type { Dialect, Shape } from "@ostiary/testing/dialects";
import { judgeAll, type SetUp, type Verdict } from "./judge.js";
import type { JudgedDialect } from "./run-corpus.js";

/** A token from which something was taken out, and what became of it. */
export interface Trial<Name extends SetUp = "balanced" | "preset"> {
  readonly dialect: Dialect;
  readonly shape: Shape;
  /** What was taken out: the name of a claim, or `header typ`. */
  readonly removed: string;
  readonly before: Readonly<Record<Name, Verdict>>;
  readonly after: Readonly<Record<Name, Verdict>>;
}

/** Stands among the names of claims for the header parameter. */
export const HEADER_TYPE = "header typ";

/** Takes `nonce` and all hashes out of every ID token. */
export async function tryBareIdTokens(
  corpus: readonly JudgedDialect[],
): Promise<readonly Trial<"balanced" | "preset" | "preset without audience">[]> {
  return tryEach(corpus, {
    setUps: ["balanced", "preset", "preset without audience"],
    toLacking: (shape) =>
      shape.kind === "id_token" ? [{ removed: "nonce and hashes", lacking: LOGIN_MARKS.reduce(without, shape) }] : [],
  });
}

/** Takes every claim, and the header `typ`, out of every token: one at a time. */
export async function tryRemovals(corpus: readonly JudgedDialect[]): Promise<readonly Trial[]> {
  return tryEach(corpus, {
    setUps: ["balanced", "preset"],
    toLacking: (shape) => listParts(shape).map((removed) => ({ removed, lacking: without(shape, removed) })),
  });
}

/** Whether a token was refused for its kind, and not for what is asked of every token, or by the preset. */
export function isForKind(verdict: Verdict): boolean {
  return !verdict.accepted && (verdict.reason === "not_an_access_token" || verdict.reason === "unexpected_type");
}

interface Experiment<Name extends SetUp> {
  readonly setUps: readonly Name[];
  readonly toLacking: (shape: Shape) => readonly { readonly removed: string; readonly lacking: Shape }[];
}

async function tryEach<Name extends SetUp>(
  corpus: readonly JudgedDialect[],
  { setUps, toLacking }: Experiment<Name>,
): Promise<readonly Trial<Name>[]> {
  const trials: Trial<Name>[] = [];
  for (const { dialect, judge, shapes } of corpus) {
    const started = shapes.flatMap(({ shape, verdicts: before }) =>
      toLacking(shape).map(async ({ removed, lacking }) => {
        const after = await judgeAll(judge, { shape: lacking, setUps });
        return { dialect, shape, removed, before, after };
      }),
    );
    trials.push(...(await Promise.all(started)));
  }
  return trials;
}

/** What ties an ID token to one login, and what `R4` looks at. */
const LOGIN_MARKS: readonly string[] = [
  "nonce",
  "at_hash",
  "c_hash",
  "s_hash",
  "rt_hash",
  "urn:openid:params:jwt:claim:rt_hash",
];

function listParts({ header, claims }: Shape): readonly string[] {
  // An answer without `active` is none.
  const names = Object.keys(claims).filter((name) => name !== "active");
  return header?.["typ"] === undefined ? names : [HEADER_TYPE, ...names];
}

function without(shape: Shape, removed: string): Shape {
  if (removed === HEADER_TYPE) {
    const { typ: _, ...header } = shape.header ?? {};
    return { ...shape, header };
  }
  const { [removed]: _, ...claims } = shape.claims;
  return { ...shape, claims };
}
