import { POLICIES, SET_UPS, type SetUp, type Verdict } from "./judge.js";
import { isForKind, type Trial } from "./robustness.js";
import {
  isAccessToken,
  isOfOtherKind,
  isRefusedAccessToken,
  type JudgedDialect,
  type JudgedShape,
} from "./run-corpus.js";
import type { Table } from "./tables.js";

/** How many access tokens of each server are taken, by every policy without a preset and with the preset. */
export function tabulateAccessTokens(corpus: readonly JudgedDialect[]): Table {
  const setUps = [...POLICIES, "preset"] as const;
  const rows = corpus.map(({ dialect, shapes }) => {
    const accessTokens = shapes.filter(({ shape }) => isAccessToken(shape));
    return [dialect.server, dialect.preset, ...setUps.map((setUp) => showTaken(accessTokens, setUp))];
  });
  return { head: ["server", "preset", ...POLICIES, SET_UP_NAMES.preset], rows };
}

/** How many tokens of other kinds are taken of each server that has any. */
export function tabulateOtherTokens(corpus: readonly JudgedDialect[]): Table {
  const rows = corpus.flatMap(({ dialect, shapes }) => {
    const others = shapes.filter(({ shape }) => isOfOtherKind(shape));
    const cells = SET_UPS.map((setUp) => showTaken(others, setUp));
    return others.length === 0 ? [] : [[dialect.server, dialect.preset, ...cells]];
  });
  return {
    head: ["server", "preset", ...POLICIES, SET_UP_NAMES.preset, SET_UP_NAMES["preset without audience"]],
    rows,
  };
}

/** Access tokens that are not to be taken, and for what they are refused: alike tokens of a server in one row. */
export function tabulateRefused(corpus: readonly JudgedDialect[]): Table {
  const refused = corpus.flatMap(({ dialect, shapes }) =>
    shapes.filter(({ shape }) => isRefusedAccessToken(shape)).map((judged) => ({ ...judged, dialect })),
  );
  const alike = groupBy(refused, ({ dialect, shape: { refused } }) => [dialect.server, refused?.because ?? ""]);
  const rows = alike.map((group) => {
    const [{ dialect, shape, verdicts }] = group;
    const tokens = group.map(({ shape: { token } }) => token).join("; ");
    return [dialect.server, tokens, showVerdict(verdicts.preset), shape.refused?.because ?? ""];
  });
  return { head: ["server", "token", SET_UP_NAMES.preset, "why"], rows };
}

/**
 * What must not be taken out of access tokens, or they are no longer taken for such. Alike tokens of a server stand in one
 * row, and so do things that are needed alike.
 */
export function tabulateNeeds(removals: readonly Trial[]): Table {
  const needs = removals
    .filter((trial) => FOR_USERS.some((setUp) => isRefusedNow(trial, setUp) && isForKind(trial.after[setUp])))
    .map(({ dialect, shape, removed, before, after }) => {
      const cells = FOR_USERS.map((setUp) => (before[setUp].accepted ? showVerdict(after[setUp]) : "never taken"));
      return { dialect, shape, removed, cells };
    });
  const byPart = groupBy(needs, ({ dialect, removed, cells }) => [dialect.server, removed, ...cells]);
  const parts = byPart.map((alike) => ({ ...alike[0], tokens: nameTokens(alike) }));
  const byTokens = groupBy(parts, ({ dialect, tokens, cells }) => [dialect.server, tokens, ...cells]);
  const rows = byTokens.map((alike) => {
    const [{ dialect, tokens, cells }] = alike;
    return [dialect.server, alike.map(({ removed }) => removed).join(", "), tokens, ...cells];
  });
  return { head: ["server", "needed", "by", SET_UP_NAMES.balanced, SET_UP_NAMES.preset], rows };
}

/** The claims of a server's access tokens without which its preset takes them no more, for other reasons than their kind. */
export function findRequiredClaims(removals: readonly Trial[], server: string): readonly string[] {
  const needed = removals.filter(
    (trial) =>
      trial.dialect.server === server &&
      isRefusedNow(trial, "preset") &&
      !isForKind(trial.after.preset) &&
      !ALWAYS_REQUIRED.has(trial.removed),
  );
  return [...new Set(needed.map(({ removed }) => removed))].toSorted();
}

/** Tokens of other kinds that are taken once something is taken out, and were not before. */
export function tabulateTaken<Name extends keyof typeof SET_UP_NAMES>(
  trials: readonly Trial<Name>[],
  setUps: readonly Name[],
): Table {
  const isTakenNow = ({ shape, before, after }: Trial<Name>): boolean =>
    isOfOtherKind(shape) && setUps.some((setUp) => after[setUp].accepted && !before[setUp].accepted);
  const rows = trials
    .filter(isTakenNow)
    .map(({ dialect, shape, removed, after }) => [
      ...[dialect.server, shape.token, removed],
      ...setUps.map((setUp) => showVerdict(after[setUp])),
    ]);
  return { head: ["server", "token", "taken out", ...setUps.map((setUp) => SET_UP_NAMES[setUp])], rows };
}

/** How many of these are taken. */
export function countTaken(shapes: readonly JudgedShape[], setUp: SetUp): number {
  return shapes.filter(({ verdicts }) => verdicts[setUp].accepted).length;
}

/** What became of a token, in a word: taken, or the rule or reason by which it was not. */
function showVerdict(verdict: Verdict): string {
  return verdict.accepted ? "taken" : (verdict.rule ?? verdict.reason);
}

/** An access token that was taken by this set-up, and is not any more. */
function isRefusedNow({ shape, before, after }: Trial, setUp: "balanced" | "preset"): boolean {
  return isAccessToken(shape) && before[setUp].accepted && !after[setUp].accepted;
}

function showTaken(shapes: readonly JudgedShape[], setUp: SetUp): string {
  return `${countTaken(shapes, setUp)} of ${shapes.length}`;
}

/** The tokens by name, or all of them in a word. */
function nameTokens(alike: readonly Pick<Trial, "dialect" | "shape">[]): string {
  const all = alike[0]?.dialect.shapes.filter(isAccessToken).length;
  return alike.length === all ? "every access token" : alike.map(({ shape }) => shape.token).join("; ");
}

/** The entries of each key, in the order in which they come. */
export function groupBy<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => readonly string[],
): readonly (readonly [Entry, ...Entry[]])[] {
  const groups = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const key = JSON.stringify(keyOf(entry));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

const FOR_USERS = ["balanced", "preset"] as const;
const SET_UP_NAMES = {
  balanced: "without a preset",
  preset: "with the preset",
  "preset without audience": "the same, for any audience",
} as const satisfies Partial<Record<SetUp, string>>;
/** By every verifier. */
const ALWAYS_REQUIRED: ReadonlySet<string> = new Set(["iss", "exp"]);
